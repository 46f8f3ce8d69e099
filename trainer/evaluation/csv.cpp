// SPDX-License-Identifier: MIT
// RFC 4180.
#include "trainer/evaluation/csv.h"

#include <cmath>
#include <cstdio>

namespace p2p {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::string csv_number(double value) {
  constexpr int kDecimals = 6;
  if (std::isnan(value)) return "";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", kDecimals, value);
  return text;
}

}  // namespace p2p
