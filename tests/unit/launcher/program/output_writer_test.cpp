#include "launcher/program/output_writer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

using launcher::OutputFile;
using launcher::OutputSummary;
using launcher::OutputWriter;

namespace {

/// A disk that can hang and be full, with memory.
class FakeDisk {
 public:
  std::unique_ptr<OutputFile> open() { return std::make_unique<File>(*this); }

  void hang() {
    const std::scoped_lock lock(mutex_);
    hangs_ = true;
  }
  void go_on() {
    const std::scoped_lock lock(mutex_);
    hangs_ = false;
    changed_.notify_all();
  }
  /// Waits until a write has begun that hangs.
  void wait_until_it_hangs() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_; });
  }
  std::string text() {
    const std::scoped_lock lock(mutex_);
    return text_;
  }
  void wait_for_text(const std::string& text) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return text_ == text; });
  }
  bool is_closed() {
    const std::scoped_lock lock(mutex_);
    return closed_;
  }
  void wait_until_closed() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_; });
  }
  /// Before the first write.
  std::size_t room = 1000000;

 private:
  class File : public OutputFile {
   public:
    explicit File(FakeDisk& disk) : disk_(disk) {}
    ~File() override {
      const std::scoped_lock lock(disk_.mutex_);
      disk_.closed_ = true;
      disk_.changed_.notify_all();
    }
    Written write(std::string_view bytes) override {
      std::unique_lock lock(disk_.mutex_);
      disk_.waiting_ = disk_.hangs_;
      disk_.changed_.notify_all();
      disk_.changed_.wait(lock, [&] { return !disk_.hangs_; });
      disk_.waiting_ = false;
      const std::size_t fits = std::min(bytes.size(), disk_.room - disk_.text_.size());
      disk_.text_ += bytes.substr(0, fits);
      disk_.changed_.notify_all();
      if (fits == bytes.size()) return {.bytes = fits, .result = {}};
      return {.bytes = fits, .result = {.code = 112, .api = "WriteFile", .text = "full"}};
    }

   private:
    FakeDisk& disk_;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  bool hangs_ = false;
  bool waiting_ = false;
  bool closed_ = false;
};

constexpr std::chrono::milliseconds kShort{20};

}  // namespace

TEST_SUITE("output_writer") {
  TEST_CASE(
      "G11: the advice about an output that cannot be written fits the code, and never speaks of PROGRAM") {
    struct Row {
      std::uint32_t code;
      const char* advice;
    };
    for (const Row& row : {Row{112, "Free disk space"}, Row{39, "Free disk space"}, Row{5, "icacls"},
                           Row{32, "Another program has the file open"}, Row{3, "Make the folder"},
                           Row{1460, "too slow"}, Row{64, "network drive with the file was lost"},
                           Row{53, "network drive with the file was lost"}, Row{4390, "--output"}}) {
      CAPTURE(row.code);
      const std::string advice = launcher::advise_about_output(row.code);
      CAPTURE(advice);
      CHECK(advice.find(row.advice) != std::string::npos);
      CHECK((advice.find("--output") != std::string::npos || row.code == 112 || row.code == 39));
      CHECK(advice.find("PROGRAM") == std::string::npos);
    }
  }

  TEST_CASE("all bytes arrive in order, and the file is closed at the end") {
    FakeDisk disk;
    OutputWriter writer(disk.open(), {.memory = 100, .piece = 7, .patience = std::chrono::minutes(1)});
    std::string expected;
    for (int i = 0; i < 2000; ++i) {
      const std::string text = std::to_string(i) + "\n";
      writer.add(text);
      expected += text;
    }
    const OutputSummary summary = writer.finish();
    CHECK(disk.text() == expected);
    CHECK(disk.is_closed());
    CHECK(summary.bytes == expected.size());
    CHECK(summary.lost == 0);
    CHECK_FALSE(summary.failure);
    CHECK_FALSE(summary.call_left_behind);
  }

  TEST_CASE("a program without output leaves an empty file") {
    FakeDisk disk;
    OutputWriter writer(disk.open());
    const OutputSummary summary = writer.finish();
    CHECK(summary.bytes == 0);
    CHECK(summary.lost == 0);
    CHECK(disk.is_closed());
  }

  TEST_CASE("a full disk: what does not fit is counted, with the reason, and nothing waits") {
    FakeDisk disk;
    disk.room = 10;
    OutputWriter writer(disk.open(), {.memory = 8, .piece = 4, .patience = std::chrono::minutes(1)});
    for (const char* text : {"0123", "4567", "89ab", "cdef"})
      writer.add(text);
    const OutputSummary summary = writer.finish();
    CHECK(disk.text() == "0123456789");
    CHECK(summary.bytes == 10);
    CHECK(summary.lost == 6);
    REQUIRE(summary.failure);
    CHECK(summary.failure->code == 112);
    CHECK_FALSE(summary.call_left_behind);
  }

  TEST_CASE("a disk that hangs: what fits into memory is kept, the rest is counted, and writing continues") {
    FakeDisk disk;
    disk.hang();
    OutputWriter writer(disk.open(), {.memory = 4, .piece = 4, .patience = kShort});
    writer.add("0123");
    disk.wait_until_it_hangs();
    writer.add("4567");
    writer.add("lost");
    writer.add("gone");
    disk.go_on();
    disk.wait_for_text("01234567");
    writer.add("89ab");
    const OutputSummary summary = writer.finish();
    CHECK(disk.text() == "0123456789ab");
    CHECK(summary.bytes == 12);
    CHECK(summary.lost == 8);
    CHECK_FALSE(summary.failure);
    CHECK_FALSE(summary.call_left_behind);
  }

  TEST_CASE("a disk that hangs at the end is left behind, and what it did not take is lost") {
    FakeDisk disk;
    disk.hang();
    {
      OutputWriter writer(disk.open(), {.memory = 4, .piece = 4, .patience = kShort});
      writer.add("0123");
      disk.wait_until_it_hangs();
      writer.add("45");
      const OutputSummary summary = writer.finish();
      CHECK(summary.bytes == 0);
      CHECK(summary.lost == 6);
      CHECK(summary.call_left_behind);
    }
    disk.go_on();  // the thread lives on until the process ends; here it must not outlive the disk
    disk.wait_until_closed();
  }

  TEST_CASE("finishing waits no longer than its deadline") {
    FakeDisk disk;
    disk.hang();
    OutputWriter writer(disk.open(), {.memory = 4, .piece = 4, .patience = std::chrono::hours(1)});
    writer.add("0123");
    CHECK(writer.finish(OutputWriter::Clock::now() + kShort).call_left_behind);
    disk.go_on();
    disk.wait_until_closed();
  }
}
