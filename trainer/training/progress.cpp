// SPDX-License-Identifier: MIT
// Terminal line and loss means.
#include "trainer/training/progress.h"

#include <algorithm>
#include <limits>
#include <sys/ioctl.h>
#include <unistd.h>

namespace p2p {
namespace {

constexpr int kBarWidth = 20;

size_t terminal_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

std::string bar(int done, int total) {
  const int filled = total > 0 ? kBarWidth * done / total : kBarWidth;
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '-') +
         "]";
}

}  // namespace

std::string duration_text(double seconds) {
  const long total = std::max(0L, static_cast<long>(seconds + 0.5));
  char text[32];
  if (total >= 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", total / 3600,
                  total / 60 % 60, total % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld", total / 60, total % 60);
  return text;
}

void LossMeter::add(const NamedLosses& losses) {
  for (const auto& [name, value] : losses) {
    const auto known =
        std::find_if(sums_.begin(), sums_.end(),
                     [&](const auto& sum) { return sum.first == name; });
    if (known == sums_.end())
      sums_.emplace_back(name, value);
    else
      known->second += value;
  }
  ++count_;
}

void LossMeter::clear() {
  sums_.clear();
  count_ = 0;
}

std::string LossMeter::text() const {
  std::string text;
  for (const auto& [name, sum] : sums_) {
    char part[64];
    std::snprintf(part, sizeof part, "%s%s %.4f", text.empty() ? "" : "  ",
                  name.c_str(), sum / count_);
    text += part;
  }
  return text;
}

void LossMeter::restore(const NamedLosses& sums, int count) {
  sums_ = sums;
  count_ = count;
}

double LossMeter::mean(const std::string& name) const {
  for (const auto& [known, sum] : sums_)
    if (known == name) return sum / count_;
  return std::numeric_limits<double>::quiet_NaN();
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::draw(const std::string& label, int done, int total,
                        const std::string& text) {
  using namespace std::chrono_literals;
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || (now - last_ < 100ms && done < total)) return;
  last_ = now;
  std::string line = label + " " + bar(done, total) + " " +
                     std::to_string(done) + "/" + std::to_string(total) + "  " +
                     text;
  line.resize(std::min(line.size(), terminal_columns() - 1));
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  drawn_ = true;
}

void ProgressLine::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace p2p
