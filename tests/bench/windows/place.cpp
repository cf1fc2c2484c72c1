#include "bench/windows/place.hpp"

#include <windows.h>

#include <cstdio>
#include <exception>

#include "acceptance/local_files.hpp"
#include "acceptance/local_shares.hpp"
#include "launcher/base/error.hpp"

namespace bench {
namespace {

constexpr const char* kShareName = "drivelaunch-bench";
constexpr const char* kFolderName = "\\drivelaunch-bench-work";
constexpr std::size_t kMostLetters = 10;

std::vector<launcher::DriveLetter> find_free_letters() {
  std::vector<launcher::DriveLetter> letters;
  const DWORD taken = GetLogicalDrives();
  for (char letter = 'Z'; letter >= 'D' && letters.size() < kMostLetters; --letter) {
    if ((taken & (1U << static_cast<unsigned>(letter - 'A'))) == 0)
      letters.push_back(launcher::DriveLetter::parse(std::string_view(&letter, 1)));
  }
  if (letters.empty())
    throw launcher::Error({.what = "cannot measure",
                           .subject = "this machine",
                           .text = "no drive letter is free",
                           .advice = "net use shows who has them"});
  return letters;
}

}  // namespace

Place::Place(const Options& options)
    : folder_(acceptance::own_folder() + kFolderName),
      letters_(options.letters.empty() ? find_free_letters() : options.letters),
      launcher_(options.launcher.empty() ? program("drivelaunch.exe") : options.launcher) {
  acceptance::remove_all(folder_);
  acceptance::make_folder(folder_);
  try {
    if (options.share) {
      share_ = options.share->text();
    } else {
      make_share();
    }
  } catch (...) {
    take_down();
    throw;
  }
}

Place::~Place() {
  take_down();
}

std::string Place::program(const std::string& name) const {
  return acceptance::own_folder() + "\\" + name;
}

std::string Place::write(const std::string& name, const std::string& text) const {
  std::string path = folder_ + "\\" + name;
  acceptance::write_file(path, text);
  return path;
}

void Place::make_share() {
  acceptance::remove_share(kShareName);
  const std::string served = folder_ + "\\served";
  acceptance::make_folder(served);
  acceptance::add_share(kShareName, served);
  has_own_share_ = true;
  share_ = std::string("\\\\localhost\\") + kShareName;
}

void Place::take_down() noexcept {
  try {
    if (has_own_share_) acceptance::remove_share(kShareName);
    acceptance::remove_all(folder_);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "drivelaunch_bench: %s\n", error.what());
  }
}

}  // namespace bench
