// SPDX-License-Identifier: MIT
// Commands in, JSON lines out.
#include "tests/benchmarks/command_loop.h"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <vector>

#include <nlohmann/json.hpp>

namespace p2p::benchmarks {
namespace {

using Json = nlohmann::json;

/// The most memory that this process has held.
double peak_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

Json run(const Subject& subject, std::istringstream& words) {
  int frames = 0;
  if (!(words >> frames) || frames < 1)
    throw std::invalid_argument("'run' needs a number of frames from 1 on");
  const std::vector<double> times = subject.run(frames);
  return {{"ms", times}, {"peak_mib", peak_mib()}};
}

Json convert(const Subject& subject, std::istringstream& words) {
  std::string input, output;
  if (!(words >> input >> output))
    throw std::invalid_argument("'convert' needs an input and an output file");
  subject.convert(input, output);
  return {{"converted", output}};
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Json profile(const Subject& subject, std::istringstream& words) {
  int frames = 0;
  if (!(words >> frames) || frames < 1)
    throw std::invalid_argument("'profile' needs a number of frames from 1 on");
  std::vector<Step> steps;
  std::vector<std::vector<double>> times;
  for (int i = 0; i < frames && subject.profile; ++i) {
    steps = subject.profile();
    times.resize(steps.size());
    for (size_t s = 0; s < steps.size(); ++s) times[s].push_back(steps[s].ms);
  }
  Json result = Json::array();
  for (size_t s = 0; s < steps.size(); ++s)
    result.push_back({{"name", steps[s].name},
                      {"convolution", steps[s].convolution},
                      {"ms", median(times[s])}});
  return {{"steps", result}};
}

Json answer(const Subject& subject, const std::string& line) {
  std::istringstream words(line);
  std::string command;
  words >> command;
  if (command == "run") return run(subject, words);
  if (command == "convert") return convert(subject, words);
  if (command == "profile") return profile(subject, words);
  throw std::invalid_argument(
      "'" + line + "' is no command; known: run N, convert IN OUT, profile N");
}

}  // namespace

double Stopwatch::milliseconds() const {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - start_)
      .count();
}

void serve(const Start& start, const Subject& subject) {
  std::cout << Json{{"summary", start.summary},
                    {"load_ms", start.load_ms},
                    {"first_frame_ms", start.first_frame_ms},
                    {"peak_mib", peak_mib()}}
            << std::endl;
  for (std::string line; std::getline(std::cin, line);)
    std::cout << answer(subject, line) << std::endl;
}

}  // namespace p2p::benchmarks
