// SPDX-License-Identifier: MIT
// The container: round trips, and every way in which a file can be wrong.
#include "models/weights/safetensors.h"

#include <array>
#include <cstring>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

using tests::message_of;
using tests::TemporaryFolder;

const std::array<float, 6> kValues = {1, 2, 3, 4, 5, 6};
const std::array<uint8_t, 3> kBytes = {7, 8, 9};

template <typename Array>
TensorSource source(const std::string& name, DType dtype,
                    std::vector<int64_t> shape, const Array& values) {
  return {name, dtype, std::move(shape),
          [&values] { return std::as_bytes(std::span(values)); }};
}

void write_example(const std::filesystem::path& path) {
  write_safetensors(path, {{"note", "hello"}},
                    {source("w", DType::kF32, {2, 3}, kValues),
                     source("b", DType::kU8, {3}, kBytes)});
}

/// A file with this header and `data` zero bytes behind it.
void write_raw(const std::filesystem::path& path, const std::string& header,
               size_t data) {
  std::string text(8, '\0');
  const uint64_t length = header.size();
  std::memcpy(text.data(), &length, 8);
  tests::write_text(path, text + header + std::string(data, '\0'));
}

std::string read_error(const std::filesystem::path& path) {
  return message_of([&] { SafetensorsFile::read(path); });
}

class Safetensors : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "x.safetensors";
};

TEST_F(Safetensors, RoundTrip) {
  write_example(path_);
  for (const auto& file :
       {SafetensorsFile::read(path_), SafetensorsFile::map(path_)}) {
    EXPECT_EQ(file.metadata().at("note"), "hello");
    ASSERT_EQ(file.entries().size(), 2u);
    const TensorEntry* w = file.find("w");
    ASSERT_NE(w, nullptr);
    EXPECT_EQ(w->shape, (std::vector<int64_t>{2, 3}));
    EXPECT_EQ(std::memcmp(w->bytes.data(), kValues.data(), 24), 0);
    EXPECT_EQ(file.find("b")->bytes.size(), 3u);
    EXPECT_EQ(file.find("c"), nullptr);
  }
}

// The file is owned: what happens to it on disk later does no harm.
TEST_F(Safetensors, SurvivesTruncationAfterReading) {
  write_example(path_);
  const SafetensorsFile file = SafetensorsFile::read(path_);
  std::filesystem::resize_file(path_, 4);
  EXPECT_EQ(std::memcmp(file.find("w")->bytes.data(), kValues.data(), 24), 0);
}

TEST_F(Safetensors, EveryTruncationIsAnError) {
  write_example(path_);
  const std::string whole = tests::read_text(path_);
  for (size_t size = 0; size < whole.size(); ++size) {
    tests::write_text(path_, whole.substr(0, size));
    EXPECT_NE(read_error(path_).find(path_.string()), std::string::npos)
        << "cut to " << size << " bytes";
  }
}

TEST_F(Safetensors, TrailingBytesAreAnError) {
  write_example(path_);
  tests::write_text(path_, tests::read_text(path_) + "x");
  EXPECT_NE(read_error(path_).find("belong to no tensor"), std::string::npos);
}

TEST_F(Safetensors, MissingFile) {
  EXPECT_NE(read_error(path_).find("No such file"), std::string::npos);
  EXPECT_NE(read_error(folder_.path()).find("not a regular file"),
            std::string::npos);
}

// A pipe that nobody writes to must not hang whoever opens it.
TEST_F(Safetensors, PipesAreRefused) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_NE(read_error(path_).find("not a regular file"), std::string::npos);
}

TEST_F(Safetensors, TextOfAnotherEncodingIsWritten) {
  write_safetensors(path_, {{"note", "caf\xe9"}}, {});
  EXPECT_NE(SafetensorsFile::read(path_).metadata().at("note"), "");
}

TEST_F(Safetensors, ForeignFile) {
  tests::write_text(path_, "\x89PNG\r\n\x1a\n something else entirely");
  EXPECT_NE(read_error(path_).find("is not a .safetensors file"),
            std::string::npos);
}

struct BadHeader {
  const char* header;
  size_t data;
  const char* expected;
};

TEST_F(Safetensors, BadHeadersNameTheTensor) {
  const BadHeader cases[] = {
      {R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}})", 8,
       "'w' lies at bytes 0 to 16 of 8"},
      {R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8,
       "'w' lies at bytes 8 to 0"},
      {R"({"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8,
       "'w' has 8 bytes, but F32 [3] needs 12"},
      {R"({"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}})", 8, "'w'"},
      {R"({"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}})",
       8, "needs too many"},
      {R"({"w":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}})", 8,
       "'w' has element type C64"},
      {R"({"w":{"shape":[2],"data_offsets":[0,8]}})", 8,
       "'w' lacks a proper dtype"},
      {R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
       R"("v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
       12, "overlaps another or leaves a gap"},
      {R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8,
       "overlaps another or leaves a gap"},
      {R"({"__metadata__":{"a":1}})", 0, "metadata is not text"},
      {R"({"w":)", 0, "header is not JSON"},
  };
  for (const BadHeader& bad : cases) {
    write_raw(path_, bad.header, bad.data);
    EXPECT_NE(read_error(path_).find(bad.expected), std::string::npos)
        << bad.header << "\n"
        << read_error(path_);
  }
}

TEST_F(Safetensors, WritingRefusesTwoTensorsOfOneName) {
  const std::string message = message_of([&] {
    write_safetensors(path_, {},
                      {source("b", DType::kU8, {3}, kBytes),
                       source("b", DType::kU8, {3}, kBytes)});
  });
  EXPECT_EQ(message, "tensor 'b' comes twice");
  EXPECT_EQ(tests::count_files(folder_.path()), 0u);
}

// A source that fails half-way leaves neither file nor temporary file.
TEST_F(Safetensors, FailingSourceLeavesNothing) {
  const TensorSource bad = {
      "v", DType::kU8, {3}, []() -> std::span<const std::byte> {
        throw std::runtime_error("source failed");
      }};
  EXPECT_EQ(message_of([&] {
              write_safetensors(path_, {},
                                {source("b", DType::kU8, {3}, kBytes), bad});
            }),
            "source failed");
  EXPECT_EQ(tests::count_files(folder_.path()), 0u);
}

}  // namespace
}  // namespace p2p
