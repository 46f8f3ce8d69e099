// SPDX-License-Identifier: MIT
// Reads error and warning messages.
#include "tests/gst-plugin/bus_messages.h"

namespace p2p::testing {

Report read_report(GstMessage* message) {
  g_autoptr(GError) error = nullptr;
  g_autofree gchar* detail = nullptr;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING)
    gst_message_parse_warning(message, &error, &detail);
  else
    gst_message_parse_error(message, &error, &detail);
  g_autofree gchar* source = gst_object_get_name(GST_MESSAGE_SRC(message));
  return {error->domain, error->code, source, error->message,
          detail ? detail : ""};
}

std::vector<Report> take_reports(GstBus* bus, GstMessageType type) {
  std::vector<Report> reports;
  while (GstMessage* message = gst_bus_pop_filtered(bus, type)) {
    reports.push_back(read_report(message));
    gst_message_unref(message);
  }
  return reports;
}

int count_messages(GstBus* bus, GstMessageType type) {
  int count = 0;
  while (GstMessage* message = gst_bus_pop_filtered(bus, type)) {
    ++count;
    gst_message_unref(message);
  }
  return count;
}

}  // namespace p2p::testing
