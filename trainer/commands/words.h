// SPDX-License-Identifier: MIT
// Options whose values are a few words.
#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

namespace p2p {

/// Turns a word into the value that it stands for, for Option::transform(); of
/// another word it says which are known.
template <typename T>
CLI::Validator words(std::map<std::string, T> values) {
  return {[values](std::string& word) -> std::string {
            const auto found = values.find(word);
            if (found != values.end()) {
              word = std::to_string(static_cast<long long>(found->second));
              return "";
            }
            std::string known;
            for (const auto& [name, value] : values)
              known += (known.empty() ? "" : ", ") + name;
            return "'" + word + "' is unknown; known: " + known;
          },
          ""};
}

}  // namespace p2p
