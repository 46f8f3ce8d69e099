// SPDX-License-Identifier: MIT
// Which error domain means what, and how a message is posted.
#include "gst-plugin/element_error.h"

#include <utility>

namespace p2p {
namespace {

struct DomainAndCode {
  GQuark domain;
  int code;
};

DomainAndCode domain_of(P2pErrorCode code) {
  switch (code) {
    case P2P_ERROR_MODEL_NOT_FOUND:
    case P2P_ERROR_DEVICE:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND};
    case P2P_ERROR_MODEL_INVALID:
      return {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT};
    case P2P_ERROR_SETTINGS:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS};
    case P2P_ERROR_OUT_OF_MEMORY:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED};
    case P2P_ERROR_FRAME:
      return {GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED};
    case P2P_ERROR_INTERNAL:
    case P2P_OK:
      break;
  }
  return {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED};
}

/// Takes over nothing; the message owns copies that are valid UTF-8.
void post(GstElement* element, DomainAndCode kind, const char* message,
          const char* detail) {
  gst_element_message_full(element, GST_MESSAGE_ERROR, kind.domain, kind.code,
                           g_utf8_make_valid(message, -1),
                           *detail ? g_utf8_make_valid(detail, -1) : nullptr,
                           __FILE__, G_STRFUNC, __LINE__);
}

}  // namespace

ElementError::ElementError(GQuark domain, int code, std::string message,
                           std::string detail)
    : domain_(domain),
      code_(code),
      message_(std::move(message)),
      detail_(std::move(detail)) {}

ElementError::ElementError(const P2pError& error)
    : ElementError(domain_of(error.code).domain, domain_of(error.code).code,
                   error.message, error.detail) {}

void post_current_exception(GstElement* element) noexcept {
  try {
    throw;
  } catch (const ElementError& e) {
    post(element, {e.domain(), e.code()}, e.what(), e.detail().c_str());
  } catch (const std::bad_alloc&) {
    post(element, domain_of(P2P_ERROR_OUT_OF_MEMORY),
         "Not enough memory: use smaller frames or a smaller model.", "");
  } catch (const std::exception& e) {
    post(element, domain_of(P2P_ERROR_INTERNAL),
         "Please report this defect of pix2pixfilter.", e.what());
  } catch (...) {
    post(element, domain_of(P2P_ERROR_INTERNAL),
         "Please report this defect of pix2pixfilter.",
         "an exception of unknown type");
  }
}

}  // namespace p2p
