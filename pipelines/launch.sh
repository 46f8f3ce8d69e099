# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the scripts beside it: finds the element, runs gst-launch-1.0 and
# turns what goes wrong into one message. The pipelines are in the scripts.
#
# PIX2PIX_BUILD names the build folder to take the element from. Without it:
# build/ of this tree if it was built, else the installed element.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=pipelines/${0##*/}

stop() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit 1
}

# Called the wrong way.
misuse() {
  printf '%s: %s; see %s --help\n' "$program" "$1" "$program" >&2
  exit 2
}

need_file() {
  [[ -f $2 ]] || stop "$1 '$2' is no file"
  [[ -r $2 ]] || stop "$1 '$2' cannot be read: check its permissions"
}

find_element() {
  local build=${PIX2PIX_BUILD-} others=${GST_PLUGIN_PATH_1_0:-${GST_PLUGIN_PATH-}}
  if [[ -z $build && -z ${MESON_DEVENV-} &&
    -f $root/build/gst-plugin/libgstpix2pix.so ]]; then
    build=$root/build
  fi
  if [[ -n $build ]]; then
    [[ -d $build ]] || stop "PIX2PIX_BUILD: there is no folder '$build'"
    build=$(cd "$build" && pwd)
    export GST_PLUGIN_PATH_1_0=$build/gst-plugin${others:+:$others}
    export GST_REGISTRY=${GST_REGISTRY:-$build/gstreamer.registry}
    export PIX2PIX_RUNTIME=${PIX2PIX_RUNTIME:-$build/models/runtime/libpix2pix-runtime.so}
  fi
  need_elements pix2pixfilter decodebin videoconvert progressreport
}

need_elements() {
  local name
  command -v gst-launch-1.0 >/dev/null || stop "gst-launch-1.0 is missing: run ./setup"
  for name in "$@"; do
    # Of any version: it would ask for 1.0 of ours, too.
    gst-inspect-1.0 --exists --atleast-version=0.0 "$name" >/dev/null 2>&1 && continue
    [[ $name != pix2pixfilter ]] ||
      stop "GStreamer has no element 'pix2pixfilter': run ./setup and scripts/build"
    stop "GStreamer has no element '$name': run ./setup, which installs the plugins"
  done
}

# What is written goes to a hidden folder beside FILE first: $scratch, which the
# end of the script removes.
make_scratch() {
  local folder
  folder=$(dirname "$1")
  [[ -d $folder ]] || stop "no folder '$folder' to write '$1' to"
  [[ ! -d $1 ]] || stop "'$1' is a folder: name a file"
  scratch=$(mktemp -d "$folder/.pix2pix-XXXXXX" 2>/dev/null) ||
    stop "cannot write to '$folder': check its permissions and free space"
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# Decoded frames as the network was trained on them. RGB also because GStreamer
# 1.22 does not convert full to limited range between two YUV formats.
# shellcheck disable=SC2034 # for the scripts
to_rgb=(videoconvert ! "video/x-raw,format=RGB")

# Sets $encode: VP8, since players and browsers open it and ./setup installs it.
# It has no full range, hence the colorimetry.
choose_encoder() {
  local muxer
  case $1 in
    *.webm) muxer=webmmux ;;
    *.mkv) muxer=matroskamux ;;
    *) misuse "OUTPUT '$1' must end in .webm or .mkv" ;;
  esac
  need_elements vp8enc "$muxer"
  # shellcheck disable=SC2034 # for the script that asks
  encode=(videoconvert ! "video/x-raw,format=I420,colorimetry=bt601" ! queue !
    vp8enc deadline=1 cpu-used=4 threads=4 end-usage=cq cq-level=12
    target-bitrate=12000000 ! "$muxer")
}

# A value for gst-launch-1.0, whatever is in it: name="..."
property() {
  local value=${2//\\/\\\\}
  printf '%s="%s"' "$1" "${value//\"/\\\"}"
}

# launch JOB PIPELINE...; what it says is in $scratch/log, its progress on a
# terminal.
launch() {
  local line status=0
  # English, since the messages are read below, in file names of any language.
  LANGUAGE='' LC_ALL=C.UTF-8 gst-launch-1.0 -v "${@:2}" </dev/null 2>&1 |
    while IFS= read -r line; do
      printf '%s\n' "$line"
      [[ ! -t 2 || $line != progressreport*%* ]] || printf '\r%s\e[K' "${line#*: }" >&2
    done >"$scratch/log" || status=$?
  [[ ! -t 2 ]] || printf '\r\e[K' >&2
  ((status == 0)) || stop "$1: $(first_error)"
}

# The elements' own words, which say what to do.
first_error() {
  local found
  if grep -q 'Delayed linking failed' "$scratch/log"; then
    found='there is no video in it that this GStreamer decodes'
  else
    found=$(sed -n 's/^ERROR: from element [^ ]*: //p; s/^ERROR: pipeline [^:]*: //p
      s/^WARNING: erroneous pipeline: //p' "$scratch/log" | head -n 1)
  fi
  printf '%s' "${found:-gst-launch-1.0 failed: $(tail -n 1 "$scratch/log")}"
}

# write_still CLIP FILE ELEMENT !...: the fiftieth frame, or the last of a
# shorter clip, behind those elements. The queue behind the decoder matters:
# without it GStreamer 1.22's VP8 decoder was seen to garble its pictures. And
# behind the frame at which 'identity' ends there may come the clip's last one.
write_still() {
  local frames
  launch "$1" filesrc "$(property location "$1")" ! decodebin ! queue ! "${to_rgb[@]}" ! \
    identity eos-after=51 ! "${@:3}" pngenc ! multifilesink "$(property location "$scratch/frame-%05d.png")"
  frames=("$scratch"/frame-*.png)
  [[ -s ${frames[0]} ]] || stop "no frame of '$1' could be shown"
  mv "${frames[${#frames[@]} > 50 ? 49 : ${#frames[@]} - 1]}" "$2"
  rm -f "$scratch"/frame-*.png
}

# Of the pipeline that just ran and has an identity named 'frames'.
describe_run() {
  local log=$scratch/log frames seconds
  frames=$(grep -c '^/GstPipeline:pipeline0/GstIdentity:frames: last-message = chain' "$log") ||
    stop "$1: there is no whole picture in it"
  seconds=$(sed -n 's/^Execution ended after \(.*\)/\1/p' "$log" |
    LC_ALL=C awk -F : '{ print $1 * 3600 + $2 * 60 + $3 }')
  printf '%d frames of %sx%s on %s' "$frames" "$(caps_field width)" \
    "$(caps_field height)" "$(sed -n 's/.*: active-device = //p' "$log" | tail -n 1)"
  # The first frames are done before the clock starts.
  LC_ALL=C awk "BEGIN { if ($seconds >= 1)
    printf \" in %.1f s: %.1f frames per second\", $seconds, $frames / $seconds }"
}

# join_stills LEFT RIGHT WIDTH FILE: two PNGs of that width side by side. As
# stills: a compositor fed by two streams that end drops the one that ends first
# from its last picture.
join_stills() {
  local freeze=(pngdec ! imagefreeze num-buffers=1)
  launch "$4" compositor name=both sink_1::xpos="$3" ! "${to_rgb[@]}" ! \
    pngenc ! filesink "$(property location "$scratch/still.png")" \
    filesrc "$(property location "$1")" ! "${freeze[@]}" ! both.sink_0 \
    filesrc "$(property location "$2")" ! "${freeze[@]}" ! both.sink_1
  mv "$scratch/still.png" "$4"
}

# caps_field NAME: of the caps that an identity named 'frames' was sent, a whole
# number or a fraction. From what it says itself, which it does with
# silent=false: gst-launch loses notifications of pads now and then.
caps_field() {
  sed -n "/GstIdentity:frames: last-message = event .*(type: caps /{
    s/\\\\//g
    s/.*[ ,]$1=([a-z]*)\([0-9/]*\).*/\1/p
  }" "$scratch/log" | tail -n 1
}
