// SPDX-License-Identifier: MIT
// What torch.save wrote, and every way in which such a file can be wrong.
#include "models/weights/torch_file.h"

#include <caffe2/serialize/inline_container.h>
#include <cstdlib>
#include <cstring>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using namespace std::string_literals;
using tests::message_of;
using tests::TemporaryFolder;

// Pickles by hand: Python's pickletools has the instructions.

std::string word(uint32_t value) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &value, 4);
  return bytes;
}
std::string text(const std::string& value) {
  return "X" + word(static_cast<uint32_t>(value.size())) + value;
}
std::string integer(int32_t value) {
  return "J" + word(static_cast<uint32_t>(value));
}
std::string tuple(const std::string& items) { return "(" + items + "t"; }
std::string pickled(const std::string& value) {
  return "\x80\x02"s + value + ".";
}
std::string dict(const std::string& items) {
  return "ccollections\nOrderedDict\n)R(" + items + "u";
}

/// A storage of fp32 as the older format names it.
std::string storage(const std::string& key, int32_t count,
                    const std::string& view = "N") {
  return tuple(text("storage") + "ctorch\nFloatStorage\n" + text(key) +
               text("cpu") + integer(count) + view) +
         "Q";
}

/// storage, offset, shape and strides of a row.
std::string parts(const std::string& storage, int32_t offset, int32_t size,
                  int32_t stride) {
  return storage + integer(offset) + tuple(integer(size)) +
         tuple(integer(stride));
}

std::string rebuilt(const std::string& parts) {
  return "ctorch._utils\n_rebuild_tensor_v2\n" +
         tuple(parts + "\x89" + dict("")) + "R";
}

std::string row(int32_t offset, int32_t size, int32_t stride) {
  return rebuilt(parts(storage("a", 3), offset, size, stride));
}

const std::string kMagic =
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s;
const std::string kVersion = "\x80\x02M\xe9\x03."s;

std::string numbers(const std::vector<float>& values) {
  const auto count = static_cast<int64_t>(values.size());
  std::string bytes(8 + 4 * values.size(), '\0');
  std::memcpy(bytes.data(), &count, 8);
  std::memcpy(bytes.data() + 8, values.data(), 4 * values.size());
  return bytes;
}

/// A file of the older format around the pickle of a state dict.
std::string legacy(const std::string& value,
                   const std::string& keys = "](" + text("a") + "e",
                   const std::string& storages = numbers({1, 2, 3})) {
  return kMagic + kVersion + pickled("}" + text("little_endian") + "\x88s") +
         pickled(value) + pickled(keys) + storages;
}

class TorchFile : public ::testing::Test {
 protected:
  NamedTensors read(const std::string& bytes) {
    tests::write_text(path_, bytes);
    return read_torch_file(path_);
  }

  std::string error(const std::string& bytes) {
    return message_of([&] { read(bytes); });
  }

  /// Of an archive with this pickle and one storage of three numbers.
  std::string archive_error(const std::string& pickle,
                            const std::string& key = "data/a",
                            const std::string& bytes = std::string(12, 'x')) {
    {
      caffe2::serialize::PyTorchStreamWriter writer(path_.string());
      writer.writeRecord("data.pkl", pickle.data(), pickle.size());
      writer.writeRecord(key, bytes.data(), bytes.size());
      writer.writeEndOfFile();
    }
    return message_of([&] { read_torch_file(path_); });
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "x.pth";
};

::testing::AssertionResult says(const std::string& message,
                                const std::string& wanted) {
  if (message.find("x.pth' ") != std::string::npos &&
      message.find(wanted) != std::string::npos)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "'" << message << "'";
}

std::vector<float> values(const torch::Tensor& tensor) {
  const torch::Tensor row = tensor.contiguous();
  return {row.const_data_ptr<float>(),
          row.const_data_ptr<float>() + row.numel()};
}

// What PyTorch writes.

class TorchFileOfPython : public TorchFile {
 protected:
  void SetUp() override {
    if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
    made_ = tests::torch_files();
  }

  std::filesystem::path made_;
};

TEST_F(TorchFileOfPython, EveryTypeInBothFormats) {
  const SafetensorsFile wanted =
      SafetensorsFile::read(made_ / "types.safetensors");
  const std::vector<std::string> order = {
      "whole", "transposed", "part", "scalar", "empty", "half",
      "brain", "double",     "long", "int",    "byte"};
  for (const char* name : {"types.pth", "types_legacy.pth"}) {
    EXPECT_TRUE(is_torch_file(made_ / name)) << name;
    const NamedTensors found = read_torch_file(made_ / name);
    ASSERT_EQ(found.size(), order.size()) << name;
    for (size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(found[i].first, order[i]) << name;
      const torch::Tensor tensor = tensor_of(*wanted.find(order[i]));
      EXPECT_EQ(found[i].second.scalar_type(), tensor.scalar_type());
      EXPECT_TRUE(found[i].second.equal(tensor)) << name << " " << order[i];
    }
    // A transposed tensor is a view of the same numbers, there and here.
    EXPECT_EQ(found[0].second.const_data_ptr(),
              found[1].second.const_data_ptr());
  }
  EXPECT_FALSE(is_torch_file(made_ / "types.safetensors"));
}

TEST_F(TorchFileOfPython, WhatIsNoStateDict) {
  const auto error = [&](const char* name) {
    return message_of([&] { read_torch_file(made_ / name); });
  };
  EXPECT_NE(error("checkpoint.pth")
                .find("checkpoint.pth' holds 'epoch', which is no tensor"),
            std::string::npos);
  EXPECT_NE(error("bool.pth")
                .find("holds a torch.BoolStorage, a type that is "
                      "not read"),
            std::string::npos);
  EXPECT_NE(error("expanded.pth").find("[1000] with strides [0]"),
            std::string::npos);
  EXPECT_NE(error("tensor.pth").find("holds no state dict"), std::string::npos);
  EXPECT_NE(error("module.pth")
                .find("holds code (torch.nn.modules.linear."
                      "Linear), not a state dict"),
            std::string::npos);
}

// Every file that ends too early says so, wherever that is.
TEST_F(TorchFileOfPython, Truncated) {
  for (const char* name : {"types.pth", "types_legacy.pth"}) {
    const std::string whole = tests::read_text(made_ / name);
    for (size_t size = 30; size < whole.size(); size += 37) {
      const std::string message = error(whole.substr(0, size));
      EXPECT_TRUE(says(message, "truncated")) << name << " " << size;
    }
    EXPECT_TRUE(says(error(whole.substr(0, whole.size() - 1)), "truncated"));
  }
}

// A file of PyTorch 1.0 and the same tensors as somebody else read them.
TEST(TorchFileOfTheDataFolder, OlderFormat) {
  const char* data = std::getenv("PIX2PIX_DATA");
  if (!data) GTEST_SKIP() << "PIX2PIX_DATA is not set";
  const std::filesystem::path file = std::filesystem::path(data) /
                                     "weights/vgg19_conv3_1/"
                                     "feature_invertor_conv3_1";
  const NamedTensors found = read_torch_file(file.string() + ".pth");
  const SafetensorsFile wanted =
      SafetensorsFile::read(file.string() + ".safetensors");
  ASSERT_EQ(found.size(), wanted.entries().size());
  for (const auto& [name, tensor] : found) {
    ASSERT_TRUE(wanted.find(name)) << name;
    EXPECT_TRUE(tensor.equal(tensor_of(*wanted.find(name)))) << name;
  }
}

// Files by hand.

TEST_F(TorchFile, SmallestOfTheOlderFormat) {
  const NamedTensors found =
      read(legacy(dict(text("w") + row(1, 2, 1) + text("v") + row(0, 2, 2))));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].first, "w");
  EXPECT_EQ(values(found[0].second), (std::vector<float>{2, 3}));
  EXPECT_EQ(values(found[1].second), (std::vector<float>{1, 3}));
}

// As PyTorch wrote them in 2017, whose VGGs torchvision still hands out: four
// arguments, tensors that are given a state, Parameters, Python 2's texts and
// its OrderedDict([[key, value], ...]).
TEST_F(TorchFile, FormsOf2017) {
  const std::string numbers = parts(storage("a", 3), 0, 3, 1);
  const std::string old =
      "ctorch._utils\n_rebuild_tensor\n" + tuple(numbers) + "R";
  const std::string stated =
      "ctorch\nFloatTensor\n)\x81" + tuple(numbers) + "b";
  const std::string parameter = "ctorch.nn.parameter\nParameter\n";
  const std::vector<std::string> forms = {
      old, stated,
      parameter + old + "\x85\x81" + tuple("\x88\x89" + dict("")) + "b",
      parameter + ")\x81" + tuple(old + "NN\x88\x89") + "b",
      "ctorch._utils\n_rebuild_parameter\n" + tuple(row(0, 3, 1) + "\x88N") +
          "R"};
  for (size_t i = 0; i < forms.size(); ++i) {
    const NamedTensors found = read(
        legacy("ccollections\nOrderedDict\n](](U\x01w" + forms[i] + "ee\x85R"));
    ASSERT_EQ(found.size(), 1u) << i;
    EXPECT_EQ(found[0].first, "w");
    EXPECT_EQ(values(found[0].second), (std::vector<float>{1, 2, 3})) << i;
  }
}

TEST_F(TorchFile, AttributesOfADictionaryAreOfNoUse) {
  EXPECT_EQ(read(legacy(dict(text("w") + row(0, 3, 1)) + "}" +
                        text("_metadata") + "}sb"))
                .size(),
            1u);
}

// The call would leave a file behind.
TEST_F(TorchFile, CodeIsNamedAndNotRun) {
  const std::filesystem::path trace = folder_ / "trace";
  const std::string call =
      "cos\nsystem\n" + tuple(text("touch " + trace.string())) + "R";
  const std::string wanted = "holds code (os.system), not a state dict";
  EXPECT_TRUE(says(error(legacy(call)), wanted));
  EXPECT_TRUE(says(error(legacy(dict(text("w") + call))), wanted));
  EXPECT_TRUE(says(archive_error(pickled(call)), wanted));
  EXPECT_TRUE(says(error(kMagic + kVersion + pickled(call)), wanted));
  EXPECT_FALSE(std::filesystem::exists(trace));
  EXPECT_TRUE(
      says(error(legacy("c__builtin__\neval\n" + tuple(text("1")) + "R")),
           "holds code (__builtin__.eval)"));
  EXPECT_TRUE(says(error(legacy("ctorch.os\nsystem\n")),
                   "holds code (torch.os.system)"));
}

TEST_F(TorchFile, TensorsBeyondTheirStorage) {
  const auto of = [&](const std::string& row) {
    return error(legacy(dict(text("w") + row)));
  };
  const std::string beyond = "does not lie within its storage of 3 numbers";
  EXPECT_TRUE(says(of(row(0, 4, 1)), "tensor 'w' [4] with strides [1]"));
  EXPECT_TRUE(says(of(row(0, 4, 1)), beyond));
  EXPECT_TRUE(says(of(row(1, 3, 1)), beyond));
  EXPECT_TRUE(says(of(row(4, 0, 1)), beyond));
  EXPECT_TRUE(says(of(row(-1, 1, 1)), beyond));
  EXPECT_TRUE(says(of(row(0, 2, 3)), beyond));
  EXPECT_TRUE(says(of(row(0, 2, 2147483647)), beyond));
  EXPECT_TRUE(says(of(row(0, 4, 0)), beyond));
  EXPECT_TRUE(says(of(row(0, 2, -1)), "no natural number"));
  EXPECT_TRUE(says(of(row(0, -2, 1)), "no natural number"));
  // 2^62 * 4 numbers, which is 0 if it wraps around
  const std::string huge = "\x8a\x08"s + std::string(7, '\0') + "\x40";
  EXPECT_TRUE(
      says(of(rebuilt(storage("a", 3) + integer(0) + tuple(huge + integer(4)) +
                      tuple(integer(1) + integer(1)))),
           beyond));
  EXPECT_TRUE(
      says(of(rebuilt(storage("a", 3) + integer(0) +
                      tuple(integer(2) + integer(2)) + tuple(huge + huge))),
           beyond));
  EXPECT_TRUE(says(
      of(rebuilt(storage("a", 3) + integer(0) + tuple(integer(1)) + tuple(""))),
      "no proper offset, shape and strides"));
}

TEST_F(TorchFile, StoragesThatAreNotThere) {
  const std::string w = dict(text("w") + row(0, 3, 1));
  const auto of = [&](const std::string& storage) {
    return error(legacy(dict(text("w") + rebuilt(parts(storage, 0, 1, 1)))));
  };
  EXPECT_TRUE(says(of(storage("a", 2000000000)), "claims 2000000000 numbers"));
  EXPECT_TRUE(says(of(storage("a", -1)), "claims -1 numbers"));
  EXPECT_TRUE(says(of(storage("a", 2)), "has 3 numbers, its tensors need 2"));
  EXPECT_TRUE(says(of(storage("a", 3, tuple("NNN"))), "within another"));
  EXPECT_TRUE(says(of(integer(3)), "a tensor without a storage"));
  EXPECT_TRUE(says(error(legacy(w, "]")), "it lacks storage 'a'"));
  EXPECT_TRUE(says(error(legacy(w, "](" + text("b") + "e")),
                   "no tensor lies in one of its storages"));
  EXPECT_TRUE(says(error(legacy(w, "N")), "no list of its storages"));
  EXPECT_TRUE(says(error(legacy(w, "](" + text("a") + "e", numbers({1, 2}))),
                   "has 2 numbers, its tensors need 3"));
  EXPECT_TRUE(says(error(legacy(w, "](" + text("a") + "e",
                                numbers({1, 2, 3}).substr(0, 19))),
                   "is truncated: storage 'a' needs 12 bytes, 11 are left"));
}

// Many names for one run of bytes: none is too large, together they are.
TEST_F(TorchFile, StoragesThatTogetherAreTooLarge) {
  std::string items;
  for (int i = 0; i < 8; ++i) {
    const std::string key(1, static_cast<char>('a' + i));
    items += text(key) + rebuilt(parts(storage(key, 200), 0, 1, 1));
  }
  EXPECT_TRUE(says(error(legacy(dict(items))), "its storages need more than"));
}

TEST_F(TorchFile, Archives) {
  const std::string w = pickled(dict(text("w") + row(0, 3, 1)));
  EXPECT_EQ(archive_error(w), "");
  EXPECT_TRUE(says(archive_error(w, "data/b"), "it lacks 'data/a'"));
  EXPECT_TRUE(says(archive_error(w, "data/a", "1234"),
                   "'data/a' in it has 4 bytes, its tensors need 12"));
  EXPECT_TRUE(says(error("PK\x03\x04 and no archive"s),
                   "is damaged, truncated or not of torch.save"));
}

TEST_F(TorchFile, OtherFiles) {
  EXPECT_TRUE(says(error("no such thing"), "is not a file of torch.save"));
  EXPECT_TRUE(says(error(""), "is not a file of torch.save"));
  EXPECT_FALSE(is_torch_file(path_));
  std::string wrong = legacy(dict(""));
  wrong[5] ^= 1;  // in the magic number
  EXPECT_TRUE(says(error(wrong), "is not a file of torch.save: it begins"));
  EXPECT_TRUE(says(error(kMagic + "\x80\x02M\xea\x03."s + kVersion),
                   "an unknown version of torch.save"));
  EXPECT_NE(message_of([&] {
              read_torch_file(folder_ / "none.pth");
            }).find("none.pth'"),
            std::string::npos);
  EXPECT_NE(message_of([&] {
              read_torch_file(folder_.path());
            }).find("is not a regular file"),
            std::string::npos);
  EXPECT_TRUE(says(
      error(kMagic + kVersion + pickled("}" + text("little_endian") + "\x89s")),
      "big-endian"));
}

TEST_F(TorchFile, MalformedPickles) {
  const auto of = [&](const std::string& value) {
    return error(legacy(value));
  };
  EXPECT_TRUE(says(of("0"), "instruction 48"));
  EXPECT_TRUE(says(of("h\x01"), "never met"));
  EXPECT_TRUE(says(of("t"), "mark that is not there"));
  EXPECT_TRUE(says(of("\x85"), "takes what is not there"));
  EXPECT_TRUE(says(of("}(\x86"), "takes what is not there"));
  EXPECT_TRUE(says(of("q\x01"), "changes what is not there"));
  EXPECT_TRUE(says(of("}(Nu"), "adds to what does not take it"));
  EXPECT_TRUE(says(of("](NNu"), "adds to what does not take it"));
  EXPECT_TRUE(says(of("NNR"), "calls what is no function"));
  EXPECT_TRUE(says(of("N}b"), "sets the state of what has none"));
  EXPECT_TRUE(says(of("\x8a\x09"s + std::string(9, '\1')), "64 bits"));
  EXPECT_TRUE(says(of("c" + std::string(1001, 'a')), "a name of more than"));
  EXPECT_TRUE(says(of("X\xff\xff\xff\xff"), "is truncated"));
  EXPECT_TRUE(
      says(of(dict(text("w") + row(0, 3, 1) + text("w") + row(0, 3, 1))),
           "holds 'w' twice"));
  EXPECT_TRUE(says(of(dict(integer(1) + row(0, 3, 1))), "no text"));
  EXPECT_TRUE(says(error(kMagic + kVersion + "\x80\x04N."s), "protocol 2"));
}

// Deep nesting, and a list that is its own member, need no stack of ours.
TEST_F(TorchFile, NestedWithoutEnd) {
  const std::string deep = ")" + std::string(900'000, '\x85');
  EXPECT_TRUE(says(error(legacy(deep)), "holds no state dict"));
  EXPECT_TRUE(says(error(legacy("]q\x01h\x01"
                                "a")),
                   "holds no state dict"));
  EXPECT_TRUE(says(error(legacy(")" + std::string(1'000'001, '\x85'))),
                   "more than 1000000 instructions"));
}

}  // namespace
}  // namespace p2p
