// SPDX-License-Identifier: MIT
// The few words of Python's pickle language that a PyTorch state dict needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <istream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace p2p {

/// What is wrong with a pickle, without the file's name: "holds code (a.b)".
class PickleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value of a pickle. It points into the Pickle that it came from.
struct PickleValue {
  enum class Kind {
    kNone,
    kBool,        ///< `integer` 0 or 1
    kInt,         ///< `integer`
    kFloat,       ///< its value is not kept
    kText,        ///< `text`
    kGlobal,      ///< `text`: "module.name"; a name, nothing is called
    kTuple,       ///< `items`
    kList,        ///< `items`
    kDict,        ///< `items`: key, value, key, value ...
    kPersistent,  ///< `items`: the id, something outside the pickle
    /// `items`: a global, its arguments, and the object's state if one was
    /// given. Also a noted-down call: it is not made.
    kCall,
  };
  Kind kind = Kind::kNone;
  int64_t integer = 0;
  const std::string* text = nullptr;
  std::vector<PickleValue>* items = nullptr;

  bool is_text(std::string_view wanted) const {
    return kind == Kind::kText && *text == wanted;
  }
};

/// A pickle of protocol 2 as data. A pickle is a program that may call any
/// function of Python; here nothing is called, and globals are refused but
/// those of `allowed`. Values refer to each other by pointer, may do so in
/// circles, and are owned side by side, so that no depth of nesting matters.
class Pickle {
 public:
  using Allowed = bool (*)(std::string_view global);

  /// Reads one pickle of a stream that has `size` bytes left; the stream then
  /// stands behind it. At most a million instructions, so that memory stays
  /// within about 200 MB and the texts of the file. Throws PickleError.
  Pickle(std::istream& in, size_t size, Allowed allowed);

  const PickleValue& value() const { return value_; }
  /// Bytes that it took.
  size_t size() const { return size_; }

 private:
  class Machine;

  std::deque<std::string> texts_;
  std::deque<std::vector<PickleValue>> items_;
  PickleValue value_;
  size_t size_ = 0;
};

}  // namespace p2p
