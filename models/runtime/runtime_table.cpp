// SPDX-License-Identifier: MIT
// The C table over P2pEngine: translates calls, lets no exception out.
#include <future>
#include <memory>
#include <utility>

#include "models/runtime/backend.h"
#include "models/runtime/engine.h"
#include "models/runtime/error_text.h"
#include "models/runtime/pix2pix_runtime.h"

struct P2pTicket {
  std::future<void> done;
};

namespace {

using p2p::ErrorContext;

constexpr ErrorContext kLoading{P2P_ERROR_INTERNAL,
                                "The model could not be loaded."};
constexpr ErrorContext kPreparing{
    P2P_ERROR_INTERNAL, "The model could not be prepared for this frame size."};
constexpr ErrorContext kRunning{P2P_ERROR_FRAME,
                                "The model failed on this frame."};

template <typename Result, typename Function>
Result guarded(ErrorContext context, P2pError* error, Result failure,
               Function&& function) noexcept {
  try {
    return function();
  } catch (...) {
    p2p::describe_current_exception(context, error);
    return failure;
  }
}

void require_argument(bool present) {
  if (!present)
    throw p2p::RuntimeError(P2P_ERROR_INTERNAL,
                            "A null pointer was passed to the runtime.");
}

P2pEngine* engine_new(const P2pEngineOptions* options, P2pError* error) {
  return guarded<P2pEngine*>(kLoading, error, nullptr, [&] {
    require_argument(options && options->model_path && options->device);
    return new P2pEngine(*options);
  });
}

void engine_free(P2pEngine* engine) { delete engine; }

void engine_info(const P2pEngine* engine, P2pEngineInfo* info) {
  if (engine && info) *info = engine->info();
}

int engine_prepare(P2pEngine* engine, int32_t width, int32_t height,
                   P2pError* error) {
  return guarded(kPreparing, error, 0, [&] {
    require_argument(engine);
    engine->prepare(width, height);
    return 1;
  });
}

P2pTicket* engine_submit(P2pEngine* engine, const P2pJob* job,
                         P2pError* error) {
  return guarded<P2pTicket*>(kRunning, error, nullptr, [&] {
    require_argument(engine && job);
    // First the ticket: a frame in flight must not be without one.
    auto ticket = std::make_unique<P2pTicket>();
    ticket->done = engine->submit(*job);
    return ticket.release();
  });
}

int ticket_wait(P2pTicket* ticket, P2pError* error) {
  const std::unique_ptr<P2pTicket> owned(ticket);
  return guarded(kRunning, error, 0, [&] {
    require_argument(owned != nullptr);
    owned->done.get();
    return 1;
  });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const P2pRuntime*
p2p_runtime() {
  static const P2pRuntime table = {
      P2P_RUNTIME_VERSION, p2p::backend_name(), engine_new,    engine_free,
      engine_info,         engine_prepare,      engine_submit, ticket_wait,
  };
  return &table;
}
