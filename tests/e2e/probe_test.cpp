// taskxml probe and taskxml drives: what they write is run by the launcher as it is.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

ProcessResult run_taskxml(const std::string& arguments) {
  return run_process({.line = widen(in_quotes(taskxml_path()) + " " + arguments)});
}

/// What the first element of that name in a UTF-16 file says. Names and paths here need no entities.
std::string element_of(const std::string& file, const std::string& name) {
  const std::string bytes = read_file(file);
  REQUIRE(bytes.starts_with("\xFF\xFE"));
  std::wstring wide;
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    wide.push_back(static_cast<wchar_t>(static_cast<unsigned char>(bytes[i]) |
                                        (static_cast<unsigned char>(bytes[i + 1]) << 8U)));
  }
  const std::string text = narrow(wide);
  const std::size_t begin = text.find("<" + name + ">") + name.size() + 2;
  return text.substr(begin, text.find("</" + name + ">") - begin);
}

/// Starts the action of a definition as Task Scheduler does.
ProcessResult run_action(const std::string& file) {
  return run_process(
      {.line = widen(in_quotes(element_of(file, "Command")) + " " + element_of(file, "Arguments"))});
}

constexpr std::string_view kTask =
    "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n"
    "  <Principals><Principal id=\"A\"><UserId>S-1-5-18</UserId></Principal></Principals>\r\n"
    "  <Actions Context=\"A\"><Exec><Command>C:\\a.exe</Command></Exec></Actions>\r\n</Task>\r\n";

}  // namespace

TEST_SUITE("probe") {
  TEST_CASE("the action of a probe tries the drives of the wrapped task and leaves the answer in its log") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string probe = temporary.file("probe.xml");
    const std::string log = temporary.file("probe.log");
    write_file(temporary.file("task.xml"), kTask);
    REQUIRE(run_taskxml("wrap " + drive.option(folder.unc()) + "-o " +
                        in_quotes(temporary.file("wrapped.xml")) + " " +
                        in_quotes(temporary.file("task.xml")))
                .exit_code == 0);
    const auto made =
        run_taskxml(fmt::format("probe --launcher {} --log {} -o {} {}", in_quotes(launcher_path()),
                                in_quotes(log), in_quotes(probe), in_quotes(temporary.file("wrapped.xml"))));
    CAPTURE(made.errors);
    REQUIRE(made.exit_code == 0);
    CHECK(contains(made.errors, "schtasks /create /tn DriveLaunchProbe /xml " + probe + " /f\n"));
    CHECK(element_of(probe, "Command") == launcher_path());
    CHECK(element_of(probe, "UserId") == "S-1-5-18");
    const auto ran = run_action(probe);
    CHECK(ran.errors == "");
    CHECK(ran.exit_code == 0);
    CHECK(contains(read_file(log), " good=yes reachable=yes writable=yes "));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a probe of a drive that cannot be connected says why in its log and by its exit code") {
    NEEDS_RIG();
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string probe = temporary.file("probe.xml");
    const std::string log = temporary.file("probe.log");
    write_file(temporary.file("task.xml"), kTask);
    REQUIRE(run_taskxml(fmt::format("probe --launcher {} --log {} --timeout 60s {}-o {} {}",
                                    in_quotes(launcher_path()), in_quotes(log), drive.option(R"(\\nas\nope)"),
                                    in_quotes(probe), in_quotes(temporary.file("task.xml"))))
                .exit_code == 0);
    CHECK(run_action(probe).exit_code == launcher_code(67));
    CHECK(contains(read_file(log), "67 ERROR_BAD_NET_NAME"));
  }

  TEST_CASE("a Drives.xml that taskxml converts is run unchanged, what cannot be taken over left aside") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter first;
    const FreeLetter second;
    const TemporaryFolder temporary;
    const auto item = [](const FreeLetter& drive, const std::string& unc, const std::string& action) {
      return fmt::format(
          "<Drive name=\"{0}:\"><Properties action=\"{1}\" useLetter=\"1\" letter=\"{0}\" "
          "path=\"{2}\"/></Drive>",
          drive.letter(), action, unc);
    };
    write_file(temporary.file("Drives.xml"), "<Drives>" + item(first, folder.unc(), "U") +
                                                 item(second, R"(\\nas\gone)", "D") + "</Drives>");
    const auto converted = run_taskxml(fmt::format("drives -o {} {}", in_quotes(temporary.file("drives.ini")),
                                                   in_quotes(temporary.file("Drives.xml"))));
    CHECK(converted.errors == "");
    REQUIRE(converted.exit_code == 0);
    CHECK(contains(read_file(temporary.file("drives.ini")), "the policy deletes this drive"));
    const auto ran = launch("--config " + in_quotes(temporary.file("drives.ini")) + " " +
                            act("write " + in_quotes(first.file("here")) + " text"));
    CHECK(ran.errors == "");
    CHECK(ran.exit_code == 0);
    CHECK(exists(folder.file("here")));
  }

  TEST_CASE("the README's line that keeps what doctor says in a file does so") {
    const TemporaryFolder temporary;
    const std::string file = temporary.file("doctor.txt");
    const auto ran = run_process(
        {.line = widen(fmt::format("cmd.exe /c \"\"{}\" doctor >\"{}\"\"", launcher_path(), file))});
    CHECK(ran.exit_code == 0);
    CHECK(contains(read_file(file), "What follows\n"));
  }
}
