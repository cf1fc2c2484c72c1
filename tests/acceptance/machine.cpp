#include "acceptance/machine.hpp"

#include <windows.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>

#include "acceptance/local_accounts.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/local_shares.hpp"
#include "acceptance/product.hpp"
#include "acceptance/take_down.hpp"
#include "acceptance/task_definition.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

/// Everybody reads and starts what is in it; administrators and SYSTEM change it. As `drivelaunch setup` has it.
constexpr const wchar_t* kProtected = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;WD)";
/// Every account, LOCAL SERVICE and the limited half of an administrator included, writes into it.
constexpr const wchar_t* kForEverybody = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;WD)";

constexpr std::chrono::milliseconds kPause{50};

std::string draw_run_name() {
  std::random_device source;
  char text[16];
  std::snprintf(text, sizeof text, "%06x", source() & 0xFFFFFFU);
  return text;
}

/// Two letters that nobody seems to use, from the end of the alphabet, as "Defining an MS-DOS Device Name" advises.
std::vector<launcher::DriveLetter> find_free_letters() {
  const DWORD used = GetLogicalDrives();
  std::vector<launcher::DriveLetter> letters;
  for (char letter = 'Y'; letter > 'D' && letters.size() < 2; --letter) {
    if ((used >> static_cast<unsigned>(letter - 'A') & 1U) == 0)
      letters.push_back(launcher::DriveLetter::parse(std::string(1, letter)));
  }
  if (letters.size() < 2)
    throw launcher::Error({.what = "cannot choose",
                           .subject = "drive letters",
                           .text = "there are no two free ones",
                           .advice = "Give two with --letters"});
  return letters;
}

}  // namespace

Machine::Machine(const Options& options, taskxml::TaskStore& store, taskxml::StopSignal& stop)
    : store_(store),
      stop_(stop),
      list_(made_list_path(), options.end_at),
      run_(draw_run_name()),
      had_product_(!list_product().empty()),
      silent_(options.silent),
      has_given_shares_(!options.shares.empty()),
      is_short_(options.is_short) {
  try {
    choose_letters(options);
    make_folders();
    copy_programs();
    make_users();
    make_shares(options);
    choose_login(options);
    will_connect(letter(0), shares_.front().path);
    list_.will_make({.kind = MadeKind::tasks, .name = kTaskFolder});
    principals_ = make_principals(token_, standard_, administrator_);
  } catch (...) {
    take_down();
    throw;
  }
}

Machine::~Machine() {
  take_down();
}

void Machine::take_down() noexcept {
  try {
    for (const std::string& failure : take_everything_down(store_))
      std::fprintf(stderr, "not taken away: %s\n", failure.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "not taken away: %s\n", error.what());
  }
}

void Machine::make_folders() {
  list_.count_step();
  make_folder(own_data_folder(), kProtected);
  list_.count_step();
  make_folder(own_data_folder() + "\\bin");
  make_folder(own_data_folder() + "\\shares");
  make_folder(own_data_folder() + "\\reports", kForEverybody);
}

void Machine::copy_programs() const {
  for (const char* const name : {"drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe"})
    copy_file(own_folder() + "\\" + name, program(name));
  copy_file(own_program(), program("drivelaunch_acceptance.exe"));
}

void Machine::make_users() {
  make_user(standard_, "dla-user-" + run_, false);
  make_user(administrator_, "dla-admin-" + run_, true);
}

/// A machine on which none can be made, by a policy for one, still shows what the other principals do.
void Machine::make_user(LocalUser& user, const std::string& name, bool is_administrator) {
  user.name = name;
  // Its NetUserAdd reports success and makes nothing.
  if (surroundings_.is_wine) {
    user.missing = "Wine has no local accounts";
    return;
  }
  user.password = make_password();
  list_.will_make({.kind = MadeKind::user, .name = name});
  try {
    add_user(name, user.password, is_administrator);
    user.sid = launcher::win32::find_account_sid(name);
    grant_batch_logon(user.sid);
  } catch (const launcher::Error& error) {
    user.missing = error.what();
  }
  list_.count_step();
}

void Machine::make_shares(const Options& options) {
  if (!options.shares.empty()) {
    use_given_shares(options.shares);
    return;
  }
  // Two names of this machine are two servers to Windows.
  shares_.push_back(make_share("1", "localhost"));
  shares_.push_back(make_share("2", "127.0.0.1"));
}

SharedFolder Machine::make_share(const char* number, const char* server) {
  const std::string name = "drivelaunch-acceptance-" + run_ + "-" + number;
  const std::string folder = own_data_folder() + "\\shares\\" + number;
  make_folder(folder, kForEverybody);
  const std::string marker = "marker " + name;
  write_file(folder + "\\marker.txt", marker);
  list_.will_make({.kind = MadeKind::share, .name = name});
  add_share(name, folder);
  list_.count_step();
  return {.path = std::string("\\\\") + server + "\\" + name, .marker = marker};
}

void Machine::use_given_shares(const std::vector<launcher::UncPath>& shares) {
  for (const launcher::UncPath& share : shares)
    shares_.push_back(make_folder_on(share.text(), "drivelaunch-acceptance-" + run_));
}

SharedFolder Machine::make_folder_on(const std::string& share, const std::string& name) {
  const std::string path = share + "\\" + name;
  list_.will_make({.kind = MadeKind::folder_on_share, .name = path});
  make_folder(path);
  write_file(path + "\\marker.txt", "marker " + path);
  list_.count_step();
  return {.path = path, .marker = "marker " + path};
}

SharedFolder Machine::make_third_share() {
  if (!has_given_shares_) {
    SharedFolder made = make_share("3", "localhost");
    third_share_ = "drivelaunch-acceptance-" + run_ + "-3";
    return made;
  }
  const std::string& first = shares_.front().path;
  SharedFolder made =
      make_folder_on(first.substr(0, first.find_last_of('\\')), "drivelaunch-acceptance-" + run_ + "-3");
  third_share_ = made.path;
  return made;
}

void Machine::take_away_third_share() {
  if (has_given_shares_)
    remove_all(third_share_);
  else
    remove_share(third_share_);
}

void Machine::will_make(const MadeThing& thing) {
  if (std::find(written_down_.begin(), written_down_.end(), thing) != written_down_.end()) return;
  list_.will_make(thing);
  written_down_.push_back(thing);
}

void Machine::will_connect(char letter, const std::string& path) {
  if (letter != 0) will_make({.kind = MadeKind::drive, .name = std::string(1, letter) + ":" + path});
}

/// The name of this machine is one more server to Windows than localhost and 127.0.0.1, so a login of its own meets
/// no other connection (error 1219).
void Machine::choose_login(const Options& options) {
  if (!options.shares.empty()) {
    login_ = {.user = options.share_user,
              .password = &options.share_password,
              .folder = shares_.at(1),
              .missing = {}};
    if (options.share_user.empty()) login_.missing = "--share-user names no user of the given shares";
    return;
  }
  std::array<wchar_t, MAX_COMPUTERNAME_LENGTH + 1> name{};
  auto size = static_cast<DWORD>(name.size());
  GetComputerNameW(name.data(), &size);
  const std::string machine = launcher::win32::to_utf8(name.data());
  const std::string path = shares_.at(1).path;
  login_ = {
      .user = machine + '\\' + standard_.name,
      .password = &standard_.password,
      .folder = {.path = "\\\\" + machine + path.substr(path.find('\\', 2)), .marker = shares_.at(1).marker},
      .missing = standard_.missing};
}

void Machine::choose_letters(const Options& options) {
  letters_ = options.letters.empty() ? find_free_letters() : options.letters;
}

std::string Machine::program(const std::string& name) const {
  return own_data_folder() + "\\bin\\" + name;
}

std::string Machine::file(const std::string& name) const {
  return own_data_folder() + "\\" + name;
}

std::string Machine::report_file(const std::string& name) const {
  return own_data_folder() + "\\reports\\" + name;
}

std::string Machine::next_name() {
  return "task-" + std::to_string(++names_);
}

bool Machine::wait_until(const std::function<bool()>& condition, std::chrono::milliseconds patience) {
  const auto end = stop_.now() + patience;
  for (;;) {
    if (stop_.is_set()) throw Interrupted();
    if (condition()) return true;
    if (stop_.now() >= end) return false;
    stop_.wait(kPause);
  }
}

}  // namespace acceptance
