/* SPDX-License-Identifier: MIT */
/* Runs pictures of an application through pix2pixfilter: the shortest complete
 * program that puts frames in from its own memory and takes them out again.
 *
 *     pix2pix-embed MODEL INPUT.ppm OUTPUT.ppm
 *
 * To build it against an installed GStreamer:
 *
 *     cc pix2pix-embed.c -o pix2pix-embed $(pkg-config --cflags --libs \
 *         gstreamer-1.0 gstreamer-app-1.0 gstreamer-video-1.0)
 *
 * A live source pushes one buffer per picture, with timestamps, and pulls in
 * another thread or in appsink's new-sample callback. */
#include <stdio.h>
#include <string.h>

#include <gst/app/app.h>
#include <gst/video/video.h>

#define MAX_SIDE 32767

/* Rows of RGB without padding, as PPM has them. */
typedef struct {
  int width, height;
  guint8 *pixels;
} Picture;

static gboolean read_picture(const char *path, Picture *picture) {
  FILE *file = fopen(path, "rb");
  gboolean ok = FALSE;
  if (!file) return FALSE;
  if (fscanf(file, "P6 %5d %5d 255", &picture->width, &picture->height) == 2 &&
      fgetc(file) != EOF && picture->width > 0 && picture->width <= MAX_SIDE &&
      picture->height > 0 && picture->height <= MAX_SIDE) {
    size_t row = 3 * (size_t)picture->width;
    picture->pixels = g_malloc(row * picture->height);
    ok = fread(picture->pixels, row, picture->height, file) ==
         (size_t)picture->height;
  }
  fclose(file);
  return ok;
}

static gboolean write_picture(const char *path, const Picture *picture) {
  FILE *file = fopen(path, "wb");
  size_t row = 3 * (size_t)picture->width;
  gboolean ok;
  if (!file) return FALSE;
  fprintf(file, "P6\n%d %d\n255\n", picture->width, picture->height);
  ok = fwrite(picture->pixels, row, picture->height, file) ==
       (size_t)picture->height;
  return fclose(file) == 0 && ok;
}

/* GStreamer's rows may be longer than the picture's: GstVideoFrame knows. */
static void copy_rows(GstBuffer *buffer, const GstVideoInfo *info,
                      Picture *picture, GstMapFlags access) {
  GstVideoFrame frame;
  int y;
  if (!gst_video_frame_map(&frame, info, buffer, access)) return;
  for (y = 0; y < picture->height; ++y) {
    guint8 *ours = picture->pixels + 3 * (size_t)picture->width * y;
    guint8 *theirs = (guint8 *)GST_VIDEO_FRAME_PLANE_DATA(&frame, 0) +
                     (size_t)GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0) * y;
    if (access == GST_MAP_WRITE)
      memcpy(theirs, ours, 3 * (size_t)picture->width);
    else
      memcpy(ours, theirs, 3 * (size_t)picture->width);
  }
  gst_video_frame_unmap(&frame);
}

static void push(GstElement *source, const GstVideoInfo *info,
                 Picture *picture) {
  GstBuffer *buffer = gst_buffer_new_allocate(NULL, info->size, NULL);
  copy_rows(buffer, info, picture, GST_MAP_WRITE);
  GST_BUFFER_PTS(buffer) = 0;
  gst_app_src_push_buffer(GST_APP_SRC(source), buffer); /* takes the buffer */
  gst_app_src_end_of_stream(GST_APP_SRC(source));
}

/* Waits for the frame; FALSE after an error, when the stream ends without. */
static gboolean pull(GstElement *sink, const GstVideoInfo *info,
                     Picture *picture) {
  GstSample *sample = gst_app_sink_pull_sample(GST_APP_SINK(sink));
  if (!sample) return FALSE;
  copy_rows(gst_sample_get_buffer(sample), info, picture, GST_MAP_READ);
  gst_sample_unref(sample);
  return TRUE;
}

/* The element's message says what is wrong and what to do. */
static void print_error(GstElement *pipeline) {
  GstBus *bus = gst_element_get_bus(pipeline);
  GstMessage *message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
  if (message) {
    GError *error;
    gst_message_parse_error(message, &error, NULL);
    fprintf(stderr, "pix2pix-embed: %s\n", error->message);
    g_error_free(error);
    gst_message_unref(message);
  }
  gst_object_unref(bus);
}

static gboolean run(const char *model, Picture *picture) {
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch(
      "appsrc name=source format=time ! pix2pixfilter name=filter ! "
      "appsink name=sink sync=false",
      &error);
  GstElement *source, *filter, *sink;
  GstVideoInfo info;
  GstCaps *caps;
  gboolean ok;

  if (error) {
    fprintf(stderr, "pix2pix-embed: %s\n", error->message);
    g_error_free(error);
    if (pipeline) gst_object_unref(pipeline);
    return FALSE;
  }
  source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
  filter = gst_bin_get_by_name(GST_BIN(pipeline), "filter");
  sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  g_object_set(filter, "model", model, NULL);

  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_RGB, picture->width,
                            picture->height);
  caps = gst_video_info_to_caps(&info);
  gst_app_src_set_caps(GST_APP_SRC(source), caps);
  gst_caps_unref(caps);

  /* Loads the model; the first frame comes at full speed. */
  ok = gst_element_set_state(pipeline, GST_STATE_PLAYING) !=
       GST_STATE_CHANGE_FAILURE;
  if (ok) {
    push(source, &info, picture);
    ok = pull(sink, &info, picture);
  }
  if (!ok) print_error(pipeline);

  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(source);
  gst_object_unref(filter);
  gst_object_unref(sink);
  gst_object_unref(pipeline);
  return ok;
}

int main(int argc, char **argv) {
  Picture picture = {0, 0, NULL};
  gboolean ok;

  gst_init(&argc, &argv);
  if (argc != 4) {
    fprintf(stderr, "usage: pix2pix-embed MODEL INPUT.ppm OUTPUT.ppm\n");
    return 2;
  }
  ok = read_picture(argv[2], &picture);
  if (!ok) fprintf(stderr, "pix2pix-embed: %s is no binary PPM\n", argv[2]);
  ok = ok && run(argv[1], &picture);
  if (ok && !write_picture(argv[3], &picture)) {
    fprintf(stderr, "pix2pix-embed: cannot write %s\n", argv[3]);
    ok = FALSE;
  }
  g_free(picture.pixels);
  return ok ? 0 : 1;
}
