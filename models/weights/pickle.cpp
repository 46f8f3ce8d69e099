// SPDX-License-Identifier: MIT
// A stack machine; the instructions are those of Python's pickletools.
#include "models/weights/pickle.h"

#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace p2p {
namespace {

using Kind = PickleValue::Kind;

static_assert(std::endian::native == std::endian::little,
              "pickles are little endian");

constexpr size_t kMaxInstructions = 1'000'000;
constexpr size_t kMaxName = 1000;  ///< of a module or what is in it
constexpr int kProtocol = 2;

enum Opcode : uint8_t {
  kMark = '(',
  kStop = '.',
  kBinFloat = 'G',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersId = 'Q',
  kReduce = 'R',
  kBinString = 'T',
  kShortBinString = 'U',
  kBinUnicode = 'X',
  kEmptyList = ']',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kEmptyTuple = ')',
  kProto = 0x80,
  kNewObj = 0x81,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8a,
};

[[noreturn]] void malformed(const std::string& what) {
  throw PickleError("holds a malformed pickle: " + what);
}

}  // namespace

class Pickle::Machine {
 public:
  Machine(Pickle& pickle, std::istream& in, size_t size, Allowed allowed)
      : pickle_(pickle), in_(in), size_(size), allowed_(allowed) {}

  void run() {
    if (integer<uint8_t>() != kProto || integer<uint8_t>() != kProtocol)
      throw PickleError(
          "holds something else than a pickle of protocol 2: save it with "
          "torch.save and its default pickle_protocol");
    for (size_t i = 0; i < kMaxInstructions; ++i) {
      const auto opcode = integer<uint8_t>();
      if (opcode == kStop) {
        pickle_.value_ = pop();
        pickle_.size_ = used_;
        return;
      }
      step(opcode);
    }
    malformed("more than " + std::to_string(kMaxInstructions) +
              " instructions");
  }

 private:
  void step(uint8_t opcode) {
    switch (opcode) {
      case kMark:
        return marks_.push_back(stack_.size());
      case kNone:
        return push({});
      case kNewTrue:
      case kNewFalse:
        return push({.kind = Kind::kBool, .integer = opcode == kNewTrue});
      case kBinInt:
        return push_integer(integer<int32_t>());
      case kBinInt1:
        return push_integer(integer<uint8_t>());
      case kBinInt2:
        return push_integer(integer<uint16_t>());
      case kLong1:
        return push_integer(long_integer());
      case kBinFloat:
        integer<uint64_t>();
        return push({.kind = Kind::kFloat});
      case kBinUnicode:
      case kBinString:
        return push_text(Kind::kText, bytes(integer<uint32_t>()));
      case kShortBinString:
        return push_text(Kind::kText, bytes(integer<uint8_t>()));
      case kGlobal:
        return push_global();
      case kBinPut:
        return put(integer<uint8_t>());
      case kLongBinPut:
        return put(integer<uint32_t>());
      case kBinGet:
        return get(integer<uint8_t>());
      case kLongBinGet:
        return get(integer<uint32_t>());
      default:
        return step_containers(opcode);
    }
  }

  void step_containers(uint8_t opcode) {
    switch (opcode) {
      case kEmptyTuple:
        return push_items(Kind::kTuple, {});
      case kEmptyList:
        return push_items(Kind::kList, {});
      case kEmptyDict:
        return push_items(Kind::kDict, {});
      case kTuple:
        return push_items(Kind::kTuple, pop_to_mark());
      case kTuple1:
        return push_items(Kind::kTuple, pop(1));
      case kTuple2:
        return push_items(Kind::kTuple, pop(2));
      case kTuple3:
        return push_items(Kind::kTuple, pop(3));
      case kAppend:
        return extend(Kind::kList, pop(1));
      case kAppends:
        return extend(Kind::kList, pop_to_mark());
      case kSetItem:
        return extend(Kind::kDict, pop(2));
      case kSetItems:
        return extend(Kind::kDict, pop_to_mark());
      case kBinPersId:
        return push_items(Kind::kPersistent, pop(1));
      case kReduce:
      case kNewObj:
        return call();
      case kBuild:
        return build();
      default:
        malformed("instruction " + std::to_string(opcode) +
                  ", which no state dict of tensors needs");
    }
  }

  // --- bytes ---

  void read(char* to, size_t count) {
    if (count > size_ - used_ ||
        !in_.read(to, static_cast<std::streamsize>(count)))
      throw PickleError("is truncated: it ends within its pickle");
    used_ += count;
  }

  template <typename Integer>
  Integer integer() {
    char raw[sizeof(Integer)];
    read(raw, sizeof raw);
    Integer value;
    std::memcpy(&value, raw, sizeof raw);
    return value;
  }

  /// Two's complement of up to eight bytes.
  int64_t long_integer() {
    const auto count = integer<uint8_t>();
    if (count > 8) malformed("an integer of more than 64 bits");
    uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i)
      value |= uint64_t{integer<uint8_t>()} << 8 * i;
    const unsigned unused = 64 - 8 * count;
    if (count == 0) return 0;
    return static_cast<int64_t>(value << unused) >> unused;
  }

  std::string bytes(size_t count) {
    if (count > size_ - used_)  // before memory is taken
      throw PickleError("is truncated: it ends within a text of its pickle");
    std::string text(count, '\0');
    read(text.data(), count);
    return text;
  }

  std::string line() {
    std::string text;
    for (char c = 0; text.size() < kMaxName; text += c) {
      read(&c, 1);
      if (c == '\n') return text;
    }
    malformed("a name of more than " + std::to_string(kMaxName) + " bytes");
  }

  // --- the stack ---

  void push(const PickleValue& value) { stack_.push_back(value); }

  void push_integer(int64_t value) {
    push({.kind = Kind::kInt, .integer = value});
  }

  void push_text(Kind kind, std::string text) {
    pickle_.texts_.push_back(std::move(text));
    push({.kind = kind, .text = &pickle_.texts_.back()});
  }

  void push_items(Kind kind, std::vector<PickleValue> items) {
    pickle_.items_.push_back(std::move(items));
    push({.kind = kind, .items = &pickle_.items_.back()});
  }

  void push_global() {
    const std::string module = line();
    std::string name = module + "." + line();
    if (!allowed_(name))
      throw PickleError("holds code (" + name +
                        "), not a state dict of tensors: save "
                        "model.state_dict() instead");
    push_text(Kind::kGlobal, std::move(name));
  }

  /// The last `count` values since the last mark.
  std::vector<PickleValue> pop(size_t count) {
    const size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() < floor + count) malformed("it takes what is not there");
    return cut(stack_.size() - count);
  }

  PickleValue pop() { return pop(1).front(); }

  std::vector<PickleValue> pop_to_mark() {
    if (marks_.empty()) malformed("it wants a mark that is not there");
    const size_t mark = marks_.back();
    marks_.pop_back();
    return cut(mark);
  }

  std::vector<PickleValue> cut(size_t from) {
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<PickleValue> values(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    return values;
  }

  PickleValue& top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      malformed("it changes what is not there");
    return stack_.back();
  }

  // --- containers and calls ---

  void call() {
    std::vector<PickleValue> call = pop(2);
    if (call[0].kind != Kind::kGlobal || call[1].kind != Kind::kTuple)
      malformed("it calls what is no function");
    if (*call[0].text == "collections.OrderedDict")
      return push_items(Kind::kDict, dictionary_items(*call[1].items));
    push_items(Kind::kCall, std::move(call));
  }

  /// Of OrderedDict(), and of Python 2's OrderedDict([[key, value], ...]).
  static std::vector<PickleValue> dictionary_items(
      const std::vector<PickleValue>& arguments) {
    std::vector<PickleValue> items;
    if (arguments.empty()) return items;
    if (arguments[0].kind != Kind::kList)
      malformed("it makes a dictionary of no list");
    for (const PickleValue& pair : *arguments[0].items) {
      if ((pair.kind != Kind::kList && pair.kind != Kind::kTuple) ||
          pair.items->size() != 2)
        malformed("it makes a dictionary of what are no pairs");
      items.insert(items.end(), pair.items->begin(), pair.items->end());
    }
    return items;
  }

  /// The state of a dictionary are attributes such as _metadata: of no use.
  void build() {
    const PickleValue state = pop();
    const PickleValue& object = top();
    if (object.kind == Kind::kCall && object.items->size() == 2)
      object.items->push_back(state);
    else if (object.kind != Kind::kDict)
      malformed("it sets the state of what has none");
  }

  void extend(Kind kind, const std::vector<PickleValue>& values) {
    const PickleValue& target = top();
    if (target.kind != kind || (kind == Kind::kDict && values.size() % 2 != 0))
      malformed("it adds to what does not take it");
    target.items->insert(target.items->end(), values.begin(), values.end());
  }

  void put(uint32_t key) { memo_[key] = top(); }

  void get(uint32_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) malformed("it remembers what it never met");
    push(found->second);
  }

  Pickle& pickle_;
  std::istream& in_;
  const size_t size_;
  const Allowed allowed_;
  size_t used_ = 0;
  std::vector<PickleValue> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint32_t, PickleValue> memo_;
};

Pickle::Pickle(std::istream& in, size_t size, Allowed allowed) {
  Machine(*this, in, size, allowed).run();
}

}  // namespace p2p
