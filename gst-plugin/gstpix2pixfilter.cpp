// SPDX-License-Identifier: MIT
// pix2pixfilter as GStreamer sees it: properties, queries, and vfuncs that
// translate and delegate to FilterSession.

/**
 * SECTION:element-pix2pixfilter
 * @title: pix2pixfilter
 * @short_description: runs an image-to-image network on every frame
 *
 * Replaces every video frame by what a generator trained with pix2pix-trainer
 * makes of it: aerial photos become maps, sketches become photos, vessels are
 * segmented. Frames may have any size; they are padded to what the network
 * needs and cropped back. Alpha passes through, the fourth byte of RGBx and its
 * relatives becomes 255.
 *
 * A model with one output channel makes a mask, 0 to 1. It is shown in grey, as
 * GRAY8 if that is asked for behind the element, or with
 * #GstPix2pixFilter:output-mode as a coloured overlay on the picture; soft, or
 * from a #GstPix2pixFilter:threshold on in full.
 *
 * A model that fills holes is told of them by
 * #GstPix2pixFilter:mask-source: white in a picture file, transparent, of one
 * colour, or in boxes that a detector upstream attached. Outside the holes
 * frames stay what they are, but for a #GstPix2pixFilter:feather around them.
 * Only the region around the holes goes through the network; its
 * normalisation statistics, if they are the frame's, are of that region. A
 * frame without holes is passed on as it is.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=60 ! \
 *   pix2pixfilter model=maps.safetensors ! videoconvert ! autovideosink
 * ]| Turns a test picture into what the network takes for its map.
 * |[
 * gst-launch-1.0 filesrc location=eye.png ! decodebin ! imagefreeze ! \
 *   videoconvert ! pix2pixfilter model=vessels.safetensors \
 *   output-mode=overlay overlay-color=0xC0FFFF00 threshold=0.5 ! \
 *   videoconvert ! autovideosink
 * ]| Lays the vessels of a fundus photograph over it in yellow.
 * |[
 * gst-launch-1.0 filesrc location=show.mkv ! decodebin ! videoconvert ! \
 *   pix2pixfilter model=inpaint.safetensors mask-source=file \
 *   mask-location=logo.png ! videoconvert ! autovideosink
 * ]| Fills in what a logo covers, white in logo.png.
 *
 * Since: 0.1
 */
#include "gst-plugin/gstpix2pixfilter.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <gst/video/video.h>

#include "gst-plugin/caps_rules.h"
#include "gst-plugin/colorimetry.h"
#include "gst-plugin/element_error.h"
#include "gst-plugin/filter_enums.h"
#include "gst-plugin/filter_properties.h"
#include "gst-plugin/filter_session.h"

GST_DEBUG_CATEGORY_STATIC(gst_pix2pix_filter_debug);
#define GST_CAT_DEFAULT gst_pix2pix_filter_debug

namespace {

/// Behind those of filter_properties.h.
guint active_device_id;
GParamSpec* active_device;

/// The facts of a running session that other threads ask for.
struct Published {
  p2p::ModelChannels channels;
  std::string device;
};

/// Everything with a destructor.
struct FilterState {
  /// Guards `properties` and `published`. Held for copies only: never while
  /// posting, notifying or calling out.
  std::mutex mutex;
  p2p::FilterProperties properties;
  std::optional<Published> published;

  /// From start() to stop(); GstBaseTransform keeps both, set_caps() and
  /// transform() apart.
  std::unique_ptr<p2p::FilterSession> session;
  /// The format that the session could not be prepared for. GStreamer offers
  /// it again with the next buffer; the error is told once.
  std::optional<GstVideoInfo> failed_format;
  /// Whether the peer reads GstVideoMeta. Of the streaming thread.
  bool peer_reads_metas = false;
  std::atomic<GstClockTime> latency{0};
  /// By how much a frame that is begun now is later than the one before it, if
  /// that is more than a sink makes up for; else 0.
  std::atomic<GstClockTime> delay{0};
  /// What to do about video that is refused is told once per session.
  std::atomic<bool> remedy_told{false};
};

}  // namespace

struct _GstPix2pixFilter {
  GstBaseTransform parent;

  FilterState* state;
};

G_DEFINE_TYPE(GstPix2pixFilter, gst_pix2pix_filter, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE(
    pix2pixfilter, "pix2pixfilter", GST_RANK_NONE, GST_TYPE_PIX2PIX_FILTER,
    GST_DEBUG_CATEGORY_INIT(gst_pix2pix_filter_debug, "pix2pixfilter", 0,
                            "image-to-image network"))

static void gst_pix2pix_filter_set_property(GObject* object, guint id,
                                            const GValue* value,
                                            GParamSpec* pspec) {
  FilterState& state = *GST_PIX2PIX_FILTER(object)->state;
  bool loaded = false;
  const bool known = p2p::guarded(GST_ELEMENT(object), true, [&] {
    std::lock_guard lock(state.mutex);
    loaded = state.published.has_value();
    return p2p::set_filter_property(state.properties, id, value);
  });
  if (!known) G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  if (loaded && (pspec->flags & GST_PARAM_MUTABLE_READY) != 0)
    GST_WARNING_OBJECT(object,
                       "'%s' counts from the next start on: the model that is "
                       "loaded stays",
                       pspec->name);
}

static void gst_pix2pix_filter_get_property(GObject* object, guint id,
                                            GValue* value, GParamSpec* pspec) {
  FilterState& state = *GST_PIX2PIX_FILTER(object)->state;
  std::lock_guard lock(state.mutex);
  if (id == active_device_id)
    g_value_set_string(
        value, state.published ? state.published->device.c_str() : nullptr);
  else if (!p2p::get_filter_property(state.properties, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void publish(GstPix2pixFilter* self, std::optional<Published> facts) {
  {
    std::lock_guard lock(self->state->mutex);
    self->state->published = std::move(facts);
  }
  g_object_notify_by_pspec(G_OBJECT(self), active_device);
}

static std::optional<p2p::ModelChannels> model_channels(FilterState& state) {
  std::lock_guard lock(state.mutex);
  if (!state.published) return std::nullopt;
  return state.published->channels;
}

static p2p::FilterProperties copy_properties(FilterState& state) {
  std::lock_guard lock(state.mutex);
  return state.properties;
}

/// Makes the session's latency the one that queries see, and asks the
/// application to query again.
static void publish_latency(GstPix2pixFilter* self) {
  self->state->latency = self->state->session->latency();
  gst_element_post_message(GST_ELEMENT(self),
                           gst_message_new_latency(GST_OBJECT(self)));
}

/// What a slow network adds to a frame's lateness, for late frames to be
/// dropped before it. Where a frame takes up to two frames' time, dropping
/// after it loses less.
static void note_delay(FilterState& state) {
  const GstClockTime frame = state.session->frame_time();
  state.delay = frame > 2 * state.session->frame_duration() ? frame : 0;
}

static gboolean gst_pix2pix_filter_start(GstBaseTransform* trans) {
  GstPix2pixFilter* self = GST_PIX2PIX_FILTER(trans);
  FilterState& state = *self->state;
  return p2p::guarded(GST_ELEMENT(self), FALSE, [&] {
    const p2p::FilterProperties wanted = copy_properties(state);
    state.session =
        std::make_unique<p2p::FilterSession>(wanted.settings, wanted.mask);
    const P2pEngineInfo& info = state.session->info();
    GST_INFO_OBJECT(self, "%s", info.summary);
    state.latency = state.session->latency();
    state.remedy_told = false;
    state.failed_format.reset();
    publish(self, Published{state.session->channels(), info.device});
    return TRUE;
  });
}

static gboolean gst_pix2pix_filter_stop(GstBaseTransform* trans) {
  GstPix2pixFilter* self = GST_PIX2PIX_FILTER(trans);
  self->state->session.reset();
  self->state->latency = 0;
  publish(self, std::nullopt);
  return TRUE;
}

/// Without this, video that the element refuses ends in a bare "not negotiated"
/// of some other element.
static void tell_remedy(GstPix2pixFilter* self, const std::string& remedy,
                        GstCaps* caps) {
  if (self->state->remedy_told.exchange(true)) return;
  g_autofree gchar* text = gst_caps_to_string(caps);
  GST_ELEMENT_WARNING(self, STREAM, FORMAT, ("%s", remedy.c_str()),
                      ("%s", text));
}

static GstCaps* gst_pix2pix_filter_transform_caps(GstBaseTransform* trans,
                                                  GstPadDirection direction,
                                                  GstCaps* caps,
                                                  GstCaps* filter) {
  GstPix2pixFilter* self = GST_PIX2PIX_FILTER(trans);
  GstCaps* none = nullptr;
  GstCaps* result = p2p::guarded(GST_ELEMENT(self), none, [&] {
    const auto channels = model_channels(*self->state);
    if (const auto remedy = p2p::remedy_for(caps, direction, channels))
      tell_remedy(self, *remedy, caps);
    return p2p::transform_caps(caps, direction, channels, filter);
  });
  return result ? result : gst_caps_new_empty();
}

static gboolean gst_pix2pix_filter_get_unit_size(GstBaseTransform*,
                                                 GstCaps* caps, gsize* size) {
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, caps)) return FALSE;
  *size = GST_VIDEO_INFO_SIZE(&info);
  return TRUE;
}

/// The default wants input sizes to be multiples of the unit size and fails
/// without a message; what lies in a buffer is up to its metas and to
/// FrameView.
static gboolean gst_pix2pix_filter_transform_size(GstBaseTransform* trans,
                                                  GstPadDirection, GstCaps*,
                                                  gsize, GstCaps* othercaps,
                                                  gsize* othersize) {
  return gst_pix2pix_filter_get_unit_size(trans, othercaps, othersize);
}

static gboolean gst_pix2pix_filter_set_caps(GstBaseTransform* trans,
                                            GstCaps* caps, GstCaps* outcaps) {
  GstPix2pixFilter* self = GST_PIX2PIX_FILTER(trans);
  GstVideoInfo input, output;
  if (!gst_video_info_from_caps(&input, caps) ||
      !gst_video_info_from_caps(&output, outcaps))
    return FALSE;
  if (p2p::is_high_dynamic_range(input))
    GST_WARNING_OBJECT(self,
                       "PQ or HLG video: networks are trained on standard "
                       "dynamic range, convert it first");
  auto& failed = self->state->failed_format;
  if (failed && gst_video_info_is_equal(&*failed, &input)) return FALSE;
  failed = input;
  return p2p::guarded(GST_ELEMENT(self), FALSE, [&] {
    if (self->state->session->set_formats(input, output,
                                          copy_properties(*self->state).mask))
      publish_latency(self);
    note_delay(*self->state);
    failed.reset();
    return TRUE;
  });
}

static gboolean gst_pix2pix_filter_propose_allocation(GstBaseTransform* trans,
                                                      GstQuery* decide_query,
                                                      GstQuery* query) {
  if (!GST_BASE_TRANSFORM_CLASS(gst_pix2pix_filter_parent_class)
           ->propose_allocation(trans, decide_query, query))
    return FALSE;
  gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
  return TRUE;
}

static gboolean gst_pix2pix_filter_decide_allocation(GstBaseTransform* trans,
                                                     GstQuery* query) {
  GST_PIX2PIX_FILTER(trans)->state->peer_reads_metas =
      gst_query_find_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
  return GST_BASE_TRANSFORM_CLASS(gst_pix2pix_filter_parent_class)
      ->decide_allocation(trans, query);
}

static bool has_tag(const GstMeta* meta, const char* tag) {
  return gst_meta_api_type_has_tag(meta->info->api,
                                   g_quark_from_static_string(tag));
}

/// Metas about the picture stay true, since its geometry does. Those about the
/// memory do not, nor those about colours that grey has lost.
static gboolean gst_pix2pix_filter_transform_meta(GstBaseTransform* trans,
                                                  GstBuffer*, GstMeta* meta,
                                                  GstBuffer*) {
  return !has_tag(meta, GST_META_TAG_MEMORY_STR) &&
         !has_tag(meta, GST_META_TAG_MEMORY_REFERENCE_STR) &&
         (GST_PIX2PIX_FILTER(trans)->state->session->keeps_format() ||
          !has_tag(meta, GST_META_TAG_VIDEO_COLORSPACE_STR));
}

/// Controlled properties at the time of this frame.
static void gst_pix2pix_filter_before_transform(GstBaseTransform* trans,
                                                GstBuffer* buffer) {
  if (trans->segment.format != GST_FORMAT_TIME) return;
  const GstClockTime time = gst_segment_to_stream_time(
      &trans->segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  if (GST_CLOCK_TIME_IS_VALID(time))
    gst_object_sync_values(GST_OBJECT(trans), time);
}

static void tell_remarks(GstPix2pixFilter* self) {
  for (const std::string& remark : self->state->session->take_remarks()) {
    // Paths may be in any encoding.
    g_autofree gchar* text = g_utf8_make_valid(remark.c_str(), -1);
    GST_ELEMENT_WARNING(self, RESOURCE, SETTINGS, ("%s", text), (nullptr));
  }
}

/// A frame without holes needs no buffer of its own: it is the output, unless
/// it lies in memory in a way that only this element has said it can read.
static GstFlowReturn gst_pix2pix_filter_prepare_output_buffer(
    GstBaseTransform* trans, GstBuffer* input, GstBuffer** output) {
  GstPix2pixFilter* self = GST_PIX2PIX_FILTER(trans);
  FilterState& state = *self->state;
  return p2p::guarded(GST_ELEMENT(self), GST_FLOW_ERROR, [&] {
    const bool passes =
        state.session->passes(input, copy_properties(state).mask);
    tell_remarks(self);
    if (!passes || (!state.peer_reads_metas && !state.session->is_plain(input)))
      return GST_BASE_TRANSFORM_CLASS(gst_pix2pix_filter_parent_class)
          ->prepare_output_buffer(trans, input, output);
    *output = input;
    return GST_FLOW_OK;
  });
}

static GstFlowReturn gst_pix2pix_filter_transform(GstBaseTransform* trans,
                                                  GstBuffer* input,
                                                  GstBuffer* output) {
  GstPix2pixFilter* self = GST_PIX2PIX_FILTER(trans);
  if (input == output) return GST_FLOW_OK;
  return p2p::guarded(GST_ELEMENT(self), GST_FLOW_ERROR, [&] {
    FilterState& state = *self->state;
    if (state.session->process(input, output,
                               copy_properties(state).composition))
      publish_latency(self);
    note_delay(state);
    tell_remarks(self);
    return GST_FLOW_OK;
  });
}

/// The base class takes the frames for late that are behind what the sink has
/// seen: it leaves out that the next one has to go through the network first.
/// With that a network of 100 ms would show one frame a second of 30.
static gboolean gst_pix2pix_filter_src_event(GstBaseTransform* trans,
                                             GstEvent* event) {
  if (GST_EVENT_TYPE(event) != GST_EVENT_QOS)
    return GST_BASE_TRANSFORM_CLASS(gst_pix2pix_filter_parent_class)
        ->src_event(trans, event);
  gdouble proportion;
  GstClockTimeDiff lateness;
  GstClockTime timestamp;
  gst_event_parse_qos(event, nullptr, &proportion, &lateness, &timestamp);
  const GstClockTime delay = GST_PIX2PIX_FILTER(trans)->state->delay;
  gst_base_transform_update_qos(trans, proportion,
                                lateness + static_cast<GstClockTimeDiff>(delay),
                                timestamp);
  return gst_pad_push_event(GST_BASE_TRANSFORM_SINK_PAD(trans), event);
}

static gboolean gst_pix2pix_filter_query(GstBaseTransform* trans,
                                         GstPadDirection direction,
                                         GstQuery* query) {
  if (!GST_BASE_TRANSFORM_CLASS(gst_pix2pix_filter_parent_class)
           ->query(trans, direction, query))
    return FALSE;
  if (direction != GST_PAD_SRC || GST_QUERY_TYPE(query) != GST_QUERY_LATENCY)
    return TRUE;
  const GstClockTime own = GST_PIX2PIX_FILTER(trans)->state->latency;
  gboolean live;
  GstClockTime min, max;
  gst_query_parse_latency(query, &live, &min, &max);
  gst_query_set_latency(query, live, min + own,
                        GST_CLOCK_TIME_IS_VALID(max) ? max + own : max);
  return TRUE;
}

static void gst_pix2pix_filter_finalize(GObject* object) {
  delete GST_PIX2PIX_FILTER(object)->state;
  G_OBJECT_CLASS(gst_pix2pix_filter_parent_class)->finalize(object);
}

static void gst_pix2pix_filter_init(GstPix2pixFilter* self) {
  self->state = new FilterState;
  // Live video: late frames are dropped before the network, not after it.
  gst_base_transform_set_qos_enabled(GST_BASE_TRANSFORM(self), TRUE);
}

static void install_properties(GObjectClass* klass) {
  active_device_id = p2p::install_filter_properties(klass) + 1;
  active_device = g_param_spec_string(
      "active-device", "Active device",
      "Where the loaded model runs; unset while none is loaded", nullptr,
      static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property(klass, active_device_id, active_device);
}

static void install_pads(GstElementClass* klass) {
  g_autoptr(GstCaps) caps = gst_caps_from_string(p2p::kTemplateCaps);
  gst_element_class_add_pad_template(
      klass, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(
      klass, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
}

static void gst_pix2pix_filter_class_init(GstPix2pixFilterClass* klass) {
  GObjectClass* object = G_OBJECT_CLASS(klass);
  object->set_property = gst_pix2pix_filter_set_property;
  object->get_property = gst_pix2pix_filter_get_property;
  object->finalize = gst_pix2pix_filter_finalize;
  install_properties(object);

  GstElementClass* element = GST_ELEMENT_CLASS(klass);
  install_pads(element);
  gst_element_class_set_static_metadata(
      element, "Image-to-image network", "Filter/Effect/Video",
      "Replaces every frame by what a pix2pix generator makes of it",
      "The pix2pix project");

  GstBaseTransformClass* trans = GST_BASE_TRANSFORM_CLASS(klass);
  trans->start = gst_pix2pix_filter_start;
  trans->stop = gst_pix2pix_filter_stop;
  trans->transform_caps = gst_pix2pix_filter_transform_caps;
  trans->get_unit_size = gst_pix2pix_filter_get_unit_size;
  trans->transform_size = gst_pix2pix_filter_transform_size;
  trans->set_caps = gst_pix2pix_filter_set_caps;
  trans->propose_allocation = gst_pix2pix_filter_propose_allocation;
  trans->decide_allocation = gst_pix2pix_filter_decide_allocation;
  trans->transform_meta = gst_pix2pix_filter_transform_meta;
  trans->before_transform = gst_pix2pix_filter_before_transform;
  trans->prepare_output_buffer = gst_pix2pix_filter_prepare_output_buffer;
  trans->transform = gst_pix2pix_filter_transform;
  trans->query = gst_pix2pix_filter_query;
  trans->src_event = gst_pix2pix_filter_src_event;
  // Caps are equal on both sides, pictures are not.
  trans->passthrough_on_same_caps = FALSE;

  for (const GType type :
       {GST_TYPE_PIX2PIX_FILTER_PRECISION, GST_TYPE_PIX2PIX_FILTER_NORM_STATS,
        GST_TYPE_PIX2PIX_FILTER_OUTPUT_MODE,
        GST_TYPE_PIX2PIX_FILTER_MASK_SOURCE,
        GST_TYPE_PIX2PIX_FILTER_MASK_POLARITY})
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));
}
