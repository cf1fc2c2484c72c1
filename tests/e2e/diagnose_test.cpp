// taskxml diagnose --here: what only the machine can show.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <string>

#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/permissions.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

constexpr const char* kEveryoneReads = "(A;OICI;FRFX;;;WD)";
constexpr const char* kEveryoneChanges = "(A;OICI;FA;;;WD)";

ProcessResult run_taskxml(const std::string& arguments) {
  return run_process({.line = widen(in_quotes(taskxml_path()) + " " + arguments)});
}

/// A task of the account the test runs as, in which nothing but the machine is to be found fault with.
std::string make_task(const std::string& command, const std::string& arguments) {
  return fmt::format(
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n"
      "  <Principals><Principal id=\"A\"><UserId>{}</UserId><LogonType>Password</LogonType></Principal>"
      "</Principals>\r\n"
      "  <Settings><StopIfGoingOnBatteries>false</StopIfGoingOnBatteries></Settings>\r\n"
      "  <Actions Context=\"A\"><Exec><Command>{}</Command><Arguments>{}</Arguments></Exec></Actions>\r\n"
      "</Task>\r\n",
      own_sid(), command, arguments);
}

/// A wrapped task with a launcher and a drives.ini of its own.
class WrappedTask {
 public:
  WrappedTask() {
    make_folder(program_folder());
    copy_file(launcher_path(), launcher());
    write_file(config(), "[drive.S]\r\npath = \\\\fs01\\backup\r\n");
    write_file(temporary_.file("task.xml"), make_task("C:\\a.exe", "/x"));
    const auto wrapping = run_taskxml(
        fmt::format("wrap --launcher {} --config {} -o {} {}", in_quotes(launcher()), in_quotes(config()),
                    in_quotes(temporary_.file("wrapped.xml")), in_quotes(temporary_.file("task.xml"))));
    CAPTURE(wrapping.errors);
    REQUIRE(wrapping.exit_code == 0);
  }

  std::string program_folder() const { return temporary_.file("program"); }
  std::string launcher() const { return temporary_.file("program\\drivelaunch.exe"); }
  std::string config() const { return temporary_.file("drives.ini"); }

  ProcessResult diagnose() const {
    return run_taskxml("diagnose --here " + in_quotes(temporary_.file("wrapped.xml")));
  }

  void check_nothing_is_wrong() const {
    const auto result = diagnose();
    CAPTURE(result.output);
    CHECK(result.errors == "");
    CHECK(result.exit_code == 0);  // notes at most
    CHECK_FALSE(contains(result.output, "here-"));
  }

  void check_unprotected(const std::string& path, const std::string& rights,
                         const std::string& command) const {
    const auto result = diagnose();
    CAPTURE(result.output);
    CHECK(result.exit_code == 1);
    CHECK(contains(result.output, "error here-not-protected: "));
    CHECK(contains(result.output, ": " + path + ": "));
    CHECK(contains(result.output, "(S-1-1-0) has " + rights));
    CHECK(contains(result.output, command));
  }

 private:
  TemporaryFolder temporary_;
};

/// A setting of UAC that has another value while the object lives.
class PolicyChange {
 public:
  PolicyChange(const wchar_t* name, DWORD value) : name_(name) {
    DWORD size = sizeof before_;
    was_there_ = RegGetValueW(HKEY_LOCAL_MACHINE, kKey, name, RRF_RT_REG_DWORD, nullptr, &before_, &size) ==
                 ERROR_SUCCESS;
    REQUIRE(write(value) == ERROR_SUCCESS);
  }
  ~PolicyChange() {
    if (was_there_) {
      write(before_);
    } else {
      RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, kKey, name_);
    }
  }
  PolicyChange(const PolicyChange&) = delete;
  PolicyChange& operator=(const PolicyChange&) = delete;

 private:
  static constexpr const wchar_t* kKey = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";

  LSTATUS write(DWORD value) const {
    return RegSetKeyValueW(HKEY_LOCAL_MACHINE, kKey, name_, REG_DWORD, &value, sizeof value);
  }

  const wchar_t* name_;
  DWORD before_ = 0;
  bool was_there_ = false;
};

}  // namespace

TEST_SUITE("diagnose") {
  TEST_CASE("G9: --here names a drives.ini that everybody may change, until that is fixed") {
    const WrappedTask task;
    task.check_nothing_is_wrong();
    set_permissions(task.config(), kEveryoneChanges);
    task.check_unprotected(task.config(), "WRITE_DATA, APPEND_DATA",
                           fmt::format("icacls \"{}\" /grant:r *S-1-1-0:(RX)", task.config()));
    set_permissions(task.config(), kEveryoneReads);
    task.check_nothing_is_wrong();
  }

  TEST_CASE("G9: --here names a launcher that everybody may change, or to whose folder everybody may add") {
    const WrappedTask task;
    set_permissions(task.program_folder(), kEveryoneChanges);
    task.check_unprotected(
        task.program_folder(), "ADD_FILE, ADD_SUBDIRECTORY",
        fmt::format("icacls \"{}\" /grant:r *S-1-1-0:(OI)(CI)(RX)", task.program_folder()));
    set_permissions(task.program_folder(), kEveryoneReads);
    set_permissions(task.launcher(), kEveryoneChanges);
    task.check_unprotected(task.launcher(), "WRITE_DATA",
                           fmt::format("icacls \"{}\" /grant:r *S-1-1-0:(RX)", task.launcher()));
    set_permissions(task.launcher(), kEveryoneReads);
    task.check_nothing_is_wrong();
  }

  TEST_CASE("--here names a launcher and a drives.ini that are not there") {
    const WrappedTask task;
    remove_file(task.config());
    remove_file(task.launcher());
    const auto result = task.diagnose();
    CHECK(result.exit_code == 1);
    CHECK(contains(result.output, "error here-config-missing: "));
    CHECK(contains(result.output, "error here-launcher-missing: "));
    CHECK_FALSE(contains(result.output, "here-not-protected"));
  }

  TEST_CASE("--here finds the letters in a script of this machine, with their lines") {
    const TemporaryFolder temporary;
    write_file(temporary.file("nightly.cmd"), "rem C:\\x\r\ncopy Q:\\a R:\\b\r\n");
    write_file(temporary.file("task.xml"), make_task("cmd.exe", "/c " + temporary.file("nightly.cmd")));
    const auto with = run_taskxml("diagnose --here " + in_quotes(temporary.file("task.xml")));
    CHECK(with.exit_code == 1);
    CHECK(contains(with.output, "warning here-script-letters: "));
    CHECK(contains(with.output, temporary.file("nightly.cmd") + ": line 2 Q: R:\n"));
    const auto without = run_taskxml("diagnose " + in_quotes(temporary.file("task.xml")));
    CHECK(without.exit_code == 0);
    CHECK_FALSE(contains(without.output, "here-script-letters"));
  }

  TEST_CASE("--here reports Administrator protection where the machine has it") {
    if (!is_wine()) {
      MESSAGE("skipped: it would change how UAC is set on this machine");
      return;
    }
    const TemporaryFolder temporary;
    std::string task = make_task("C:\\a.exe", "\\\\fs01\\backup\\x");
    const std::string account = "<UserId>" + own_sid() + "</UserId>";
    task.replace(task.find(account), account.size(),
                 "<UserId>CONTOSO\\u</UserId><RunLevel>HighestAvailable</RunLevel>");
    write_file(temporary.file("task.xml"), task);
    const auto tells = [&] {
      const auto result = run_taskxml("diagnose --here " + in_quotes(temporary.file("task.xml")));
      CAPTURE(result.output);
      CHECK_FALSE(contains(result.output, "note administrator-protection: "));
      return contains(result.output, "warning here-administrator-protection: ");
    };
    const PolicyChange is_on(L"EnableLUA", 1);
    CHECK_FALSE(tells());
    const PolicyChange is_protected(L"TypeOfAdminApprovalMode", 2);
    CHECK(tells());
    {
      const PolicyChange is_legacy(L"TypeOfAdminApprovalMode", 1);
      CHECK_FALSE(tells());
    }
    const PolicyChange is_off(L"EnableLUA", 0);
    CHECK_FALSE(tells());
  }
}
