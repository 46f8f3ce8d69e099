// SPDX-License-Identifier: MIT
// spdlog with two sinks.
#include "trainer/training/run_log.h"

#include <cstdarg>
#include <cstdio>
#include <stdexcept>

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace p2p {

struct RunLog::Impl {
  explicit Impl(const std::filesystem::path& file)
      : logger(
            "train",
            {std::make_shared<spdlog::sinks::basic_file_sink_st>(file.string()),
             std::make_shared<spdlog::sinks::stderr_color_sink_st>()}) {
    logger.set_pattern("%Y-%m-%d %H:%M:%S  %v");
    logger.flush_on(spdlog::level::info);
  }
  spdlog::logger logger;
};

RunLog::RunLog(const std::filesystem::path& file) try
    : impl_(std::make_unique<Impl>(file)) {
} catch (const spdlog::spdlog_ex&) {
  throw std::runtime_error("cannot write the log '" + file.string() +
                           "': choose a folder that you may write to");
}

RunLog::~RunLog() = default;

void RunLog::info(const char* format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  impl_->logger.log(spdlog::level::info, spdlog::string_view_t(line));
}

}  // namespace p2p
