// SPDX-License-Identifier: MIT
// A training process that is killed at any moment loses nothing but time.
#include <chrono>
#include <csignal>
#include <random>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "models/weights/model_file.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/training/run_folder.h"

extern char** environ;

namespace p2p {
namespace {

using namespace std::chrono_literals;

/// Pairs of stripes and their inverse.
class Stripes : public PairSource {
 public:
  size_t size() const override { return 8; }
  Pair get(size_t i) const override {
    torch::Tensor a = torch::arange(20 * 20 * 3) * static_cast<int>(i + 3);
    a = a.remainder(256).to(torch::kByte).view({20, 20, 3});
    return {a, 255 - a};
  }
  std::string name(size_t i) const override { return std::to_string(i); }
};

pid_t start(std::vector<std::string> words) {
  words.insert(words.begin(), P2P_TRAINER);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t silent;
  posix_spawn_file_actions_init(&silent);
  posix_spawn_file_actions_addopen(&silent, STDERR_FILENO, "/dev/null", 1, 0);
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, argv[0], &silent, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&silent);
  if (error != 0) throw std::runtime_error("cannot start " + words.front());
  return child;
}

/// Whether the process ended well by itself.
bool finished(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool running(pid_t child) {
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
  return info.si_pid == 0;
}

class Killed : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ / "data");
    for (const char* phase : {"train", "val"})
      write_packed(folder_ / "data" / (std::string(phase) + ".safetensors"),
                   Stripes());
  }
  std::vector<std::string> run_words(const std::string& name) const {
    return {"train", "--name", name, "--runs-dir", (folder_ / "runs").string()};
  }
  std::vector<std::string> first_words(const std::string& name) const {
    auto words = run_words(name);
    for (const char* word :
         {"--netG=unet_16", "--netD=n_layers", "--n_layers_D=1", "--ngf=4",
          "--ndf=4", "--load_size=18", "--crop_size=16", "--n_epochs=30",
          "--n_epochs_decay=30", "--settle-steps=60", "--pool_size=4",
          "--ema=0.99", "--save-every=7", "--device=cpu", "--sample_rows=0",
          "--val_epoch_freq=10", "--threads=1", "--print_freq=1000"})
      words.push_back(word);
    words.push_back("--dataroot=" + (folder_ / "data").string());
    return words;
  }
  RunFolder run(const std::string& name) const {
    return RunFolder(folder_ / "runs" / name);
  }
  /// Kills a training between its first new checkpoint and a moment later.
  void kill_soon(pid_t child, const RunFolder& folder, std::mt19937& random) {
    const auto before = folder.newest_checkpoint();
    while (running(child) && folder.newest_checkpoint() == before)
      std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(std::chrono::milliseconds(
        std::uniform_int_distribution(0, 300)(random)));
    ::kill(child, SIGKILL);
    finished(child);
  }

  tests::TemporaryFolder folder_;
};

TEST_F(Killed, AtRandomStepsAndResumedEndsWithTheSameWeights) {
  ASSERT_TRUE(finished(start(first_words("whole"))));
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  kill_soon(start(first_words("killed")), run("killed"), random);
  auto on = run_words("killed");
  on.push_back("--resume");
  for (int i = 0; i < 2; ++i) kill_soon(start(on), run("killed"), random);
  ASSERT_TRUE(finished(start(on)));
  EXPECT_EQ(tests::read_text(run("whole").losses()),
            tests::read_text(run("killed").losses()));
  for (const bool best : {false, true}) {
    const auto path = [&](const char* name) {
      return best ? run(name).best() : run(name).model();
    };
    const Model a = load_model(path("whole")), b = load_model(path("killed"));
    EXPECT_EQ(a.spec.figures, b.spec.figures);
    const auto x = state_of(*a.generator), y = state_of(*b.generator);
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_TRUE(x[i].second.equal(y[i].second)) << x[i].first;
  }
}

}  // namespace
}  // namespace p2p
