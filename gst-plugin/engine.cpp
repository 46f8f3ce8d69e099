// SPDX-License-Identifier: MIT
// Calls through the C table.
#include "gst-plugin/engine.h"

#include "gst-plugin/element_error.h"

namespace p2p {
namespace {

P2pEngine* open_engine(const P2pRuntime& runtime,
                       const FilterSettings& settings) {
  const P2pEngineOptions options{
      settings.model.c_str(), settings.device.c_str(), settings.precision,
      settings.norm_stats,    settings.threads,        settings.tile_size,
      settings.memory_limit};
  P2pError error{};
  P2pEngine* engine = runtime.engine_new(&options, &error);
  if (!engine) throw ElementError(error);
  return engine;
}

}  // namespace

Engine::Engine(const P2pRuntime& runtime, const FilterSettings& settings)
    : runtime_(runtime),
      engine_(open_engine(runtime, settings), Free{runtime.engine_free}) {
  runtime_.engine_info(engine_.get(), &info_);
}

void Engine::prepare(int width, int height) {
  P2pError error{};
  if (!runtime_.engine_prepare(engine_.get(), width, height, &error))
    throw ElementError(error);
}

void Engine::process(const P2pJob& job) {
  P2pError error{};
  P2pTicket* ticket = runtime_.engine_submit(engine_.get(), &job, &error);
  if (!ticket || !runtime_.ticket_wait(ticket, &error))
    throw ElementError(error);
}

}  // namespace p2p
