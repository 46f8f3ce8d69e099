// SPDX-License-Identifier: MIT
// Fields of a file of comma-separated values.
#pragma once

#include <string>

namespace p2p {

/// Quoted if it holds commas, quotes or line ends (RFC 4180).
std::string csv_field(const std::string& text);

/// Six decimals; empty for what is not defined (NaN).
std::string csv_number(double value);

}  // namespace p2p
