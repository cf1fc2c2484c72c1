#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "taskxml/command/run.hpp"
#include "taskxml/diagnose/this_machine.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/source/inputs.hpp"
#include "tests/unit/taskxml/recorded_streams.hpp"
#include "tests/unit/taskxml/support.hpp"

// The command line against real files.

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

int run_line(const std::vector<std::string>& arguments) {
  try {
    return run_with(arguments).exit_code;
  } catch (const UsageError&) {
    return kUsage;
  }
}

std::string usage_of(const std::vector<std::string>& arguments) {
  try {
    run_with(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(accepted)";
}

const std::string kTask = task_with("<Command>S:\\a.exe</Command>");

std::string wrapped_as(std::string_view stem) {
  RewriteRequest request = wrap_request();
  return rewrite({"n", "n", std::string(stem)}, kTask, request).bytes;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    names.push_back(utf8_from_path(entry.path().filename()));
  std::sort(names.begin(), names.end());
  return names;
}

TEST_SUITE("run") {
  TEST_CASE("one input goes to standard output, and what was done to standard error") {
    const Ran wrapped = run_with({"wrap", "-"}, kTask);
    CHECK(wrapped.exit_code == kDone);
    CHECK(wrapped.streams.output == wrapped_as(""));
    CHECK(wrapped.streams.error == "(standard input): wrapped 1 of 1 Exec actions\n");
    CHECK(run_with({"unwrap", "-"}, wrapped.streams.output).streams.output == kTask);
    const Ran again = run_with({"wrap", "-"}, wrapped.streams.output);
    CHECK(again.streams.output == wrapped.streams.output);
    CHECK(again.streams.error == "(standard input): unchanged\n");
    const Ran refused = run_with({"wrap", "-"}, "<Task>");
    CHECK(refused.exit_code == kRefused);
    CHECK(refused.streams.output.empty());
    const Ran converted = run_with({"unwrap", "--encoding", "utf-16", "-"}, kTask);
    CHECK(converted.streams.error == "(standard input): converted to UTF-16\n");
  }

  TEST_CASE("--diff prints what would change and writes nothing") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "nightly.xml";
    write_bytes(file, kTask);
    const Ran ran = run_with({"wrap", "--diff", file.string()});
    CHECK(ran.exit_code == kDone);
    CHECK(ran.streams.output.find("\n-    <Exec><Command>S:\\a.exe</Command></Exec>\n") != std::string::npos);
    CHECK(ran.streams.error.find("would have wrapped 1 of 1") != std::string::npos);
    CHECK(run_with({"wrap", "--diff", "--check", file.string()}).exit_code == kWouldChange);
    CHECK(read_bytes(file) == kTask);
  }

  TEST_CASE(
      "a folder has one result line for each file, in order, a summary, and a progress line on a terminal") {
    const TemporaryFolder folder;
    for (int i = 0; i < 40; ++i)
      write_bytes(folder.path() / fmt::format("{:02}.xml", i), i == 7 ? "<Task>" : kTask);
    for (const char* const jobs : {"1", "3"}) {
      const Ran ran =
          run_with({"wrap", "--select", "all", "--check", "--jobs", jobs, folder.path().string()});
      CHECK(ran.exit_code == kRefused);
      std::size_t at = 0;
      for (int i = 0; i < 40; ++i) {
        const std::size_t found = ran.streams.error.find(
            fmt::format("{:02}.xml: {}\n", i, i == 7 ? "refused" : "would have wrapped 1 of 1 Exec actions"),
            at);
        REQUIRE(found != std::string::npos);
        at = found;
      }
      CHECK(ran.streams.error.ends_with("40 files: 39 changed, 0 unchanged, 1 refused\n"));
      CHECK(ran.streams.error.find('\r') == std::string::npos);
    }
    const Ran watched = run_with({"wrap", "--select", "all", "--check", folder.path().string()}, {}, true);
    CHECK(watched.streams.error.find("1 of 40 files\r") != std::string::npos);
  }

  TEST_CASE("show continues after a file it cannot read, and its exit code says so") {
    const TemporaryFolder folder;
    write_bytes(folder.path() / "a.xml", "<Task>");
    write_bytes(folder.path() / "b.xml", kTask);
    const Ran ran = run_with({"show", "--format", "json", folder.path().string()});
    CHECK(ran.exit_code == kRefused);
    CHECK(ran.streams.output.starts_with("[\n  {\"file\": "));
    CHECK(ran.streams.output.find("\"program\": \"S:\\\\a.exe\"") != std::string::npos);
    CHECK(ran.streams.error.find("a.xml:1: the file ends inside an element") != std::string::npos);
    CHECK(run_with({"show", "-"}, kTask).exit_code == kDone);
  }

  TEST_CASE("diagnose has exit code 1 for an error or a warning, and 2 for a file it cannot read") {
    const TemporaryFolder folder;
    write_bytes(folder.path() / "b.xml", kTask);
    Ran ran = run_with({"diagnose", folder.path().string()});
    CHECK(ran.exit_code == kFindings);
    CHECK(ran.streams.output.find("note letter-desktop") != std::string::npos);
    CHECK(run_with({"diagnose", "-"}, task_with("<Command>C:\\a.exe</Command>")).exit_code == kDone);
    write_bytes(folder.path() / "a.xml", "<Task>");
    ran = run_with({"diagnose", "--format", "json", folder.path().string()});
    CHECK(ran.exit_code == kRefused);
    CHECK(ran.streams.output.starts_with("[\n  {\"file\": "));
    CHECK(ran.streams.error.find("a.xml:1: the file ends inside an element") != std::string::npos);
  }

  TEST_CASE("--here says so where there is nothing to see, and continues") {
    const Ran ran = run_with({"diagnose", "--here", "-"}, kTask);
    CHECK(ran.exit_code == kFindings);
    const bool is_visible = this_machine() != nullptr;
    CHECK((ran.streams.error ==
           "taskxml: --here: letters, launcher and scripts are not visible here: this machine "
           "does not run Windows\n") != is_visible);
  }

  TEST_CASE("show and diagnose over several files end with what they come to; for programs they do not") {
    const TemporaryFolder folder;
    write_bytes(folder.path() / "a.xml", kTask);
    write_bytes(folder.path() / "b.xml", kTask);
    Ran ran = run_with({"show", folder.path().string()});
    CHECK(ran.streams.output.ends_with(
        "\n2 actions in 2 files: 0 wrapped, 2 not wrapped, 0 that start no program\n"
        "drive letters other than C: S: in 2\n"));
    ran = run_with({"diagnose", folder.path().string()});
    CHECK(ran.streams.output.ends_with(
        "\n       2 warning  battery-stop\n       2 note     letter-desktop\n       2 note     time-limit\n"
        "\n6 findings in 2 of 2 tasks\n"));
    CHECK(run_with({"show", "--format", "csv", folder.path().string()}).streams.output.find("actions in") ==
          std::string::npos);
    CHECK(run_with({"show", "-"}, kTask).streams.output.find("actions in") == std::string::npos);
    CHECK(run_with({"diagnose", "-"}, kTask).streams.output.find("       1 ") == std::string::npos);
  }

  TEST_CASE("probe and drives write one file and say what comes next") {
    const TemporaryFolder folder;
    const std::string probe = (folder.path() / "probe.xml").string();
    Ran ran = run_with({"probe", "--drive", "S=\\\\a\\b", "-o", probe, "-"}, kTask);
    CHECK(ran.exit_code == kDone);
    CHECK(ran.streams.error.find("schtasks /create /tn DriveLaunchProbe /xml " + probe + " /f\n") !=
          std::string::npos);
    CHECK(read_bytes(probe).starts_with("\xFF\xFE"));
    CHECK(run_with({"probe", "-"}, "<Task>").exit_code == kRefused);
    const std::string with_password =
        "<Task><Principals><Principal><UserId>C\\u</UserId><LogonType>Password</LogonType></Principal></"
        "Principals>"
        "<Actions><Exec><Command>a</Command></Exec></Actions></Task>";
    ran = run_with({"probe", "--log", "D:\\p.log", "-"}, with_password);
    CHECK(ran.streams.error ==
          "Try it as the account of the task, at an elevated prompt:\n"
          "  schtasks /create /tn DriveLaunchProbe /xml FILE /f /ru C\\u /rp *\n"
          "  schtasks /run /tn DriveLaunchProbe\n"
          "  type D:\\p.log\n");
    ran = run_with({"drives", "-"},
                   "REGEDIT4\n[HKEY_CURRENT_USER\\Network\\S]\n\"RemotePath\"=\"\\\\\\\\a\\\\b\"\n");
    CHECK(ran.exit_code == kDone);
    CHECK(ran.streams.output.ends_with("[drive.S]\npath = \\\\a\\b\n"));
    CHECK(run_with({"drives", "-"}, "<Task/>").exit_code == kRefused);
    CHECK(usage_of({"drives", folder.path().string()}) ==
          "drives: it takes one file, or - for standard input");
  }

  TEST_CASE("-o writes one file; the input stays") {
    const TemporaryFolder folder;
    const fs::path input = folder.path() / "nightly.xml";
    const fs::path output = folder.path() / "out.xml";
    write_bytes(input, kTask);
    CHECK(run_line({"wrap", "-o", output.string(), input.string()}) == kDone);
    CHECK(read_bytes(output) == wrapped_as("nightly"));
    CHECK(read_bytes(input) == kTask);
    CHECK(run_line({"unwrap", "-o", (folder.path() / "back.xml").string(), output.string()}) == kDone);
    CHECK(read_bytes(folder.path() / "back.xml") == kTask);
  }

  TEST_CASE(
      "--output-dir receives every accepted file under its own path, changed or not, with any number of "
      "jobs") {
    const TemporaryFolder folder;
    const fs::path in = folder.path() / "in";
    fs::create_directories(in / "sub" / "deep");
    const std::string other = task_with("<Command>T:\\b.exe</Command>");
    for (int i = 0; i < 100; ++i)
      write_bytes(in / "sub" / fmt::format("{:03}.xml", i), i % 2 == 0 ? kTask : other);
    write_bytes(in / "sub" / "deep" / "bad.xml", "<Task>");
    for (const char* const jobs : {"1", "4"}) {
      const fs::path out = folder.path() / (std::string("out") + jobs);
      CHECK(run_line({"wrap", "--select", "uses=S", "--jobs", jobs, "--output-dir", out.string(),
                      in.string()}) == kRefused);
      CHECK(names_in(out / "sub").size() == 100);
      CHECK(read_bytes(out / "sub" / "000.xml") == wrapped_as("000"));
      CHECK(read_bytes(out / "sub" / "001.xml") == other);
      CHECK_FALSE(fs::exists(out / "sub" / "deep" / "bad.xml"));
    }
  }

  TEST_CASE("--in-place changes the file, and one that needs no change is not written") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "nightly.xml";
    write_bytes(file, kTask);
    CHECK(run_line({"wrap", "--in-place", "--backup", ".bak", file.string()}) == kDone);
    CHECK(read_bytes(file) == wrapped_as("nightly"));
    CHECK(read_bytes(folder.path() / "nightly.xml.bak") == kTask);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"nightly.xml", "nightly.xml.bak"});
    const FileStamp before = read_file(file).stamp;
    CHECK(run_line({"wrap", "--in-place", file.string()}) == kDone);
    CHECK(read_file(file).stamp == before);
    CHECK(run_line({"unwrap", "--in-place", file.string()}) == kDone);
    CHECK(read_bytes(file) == kTask);
  }

  TEST_CASE("a backup is never written over, and then the file stays too") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "nightly.xml";
    write_bytes(file, kTask);
    write_bytes(folder.path() / "nightly.xml.bak", "precious");
    CHECK(run_line({"wrap", "--in-place", "--backup", ".bak", file.string()}) == kRefused);
    CHECK(read_bytes(file) == kTask);
    CHECK(read_bytes(folder.path() / "nightly.xml.bak") == "precious");
  }

  TEST_CASE("G15: a backup that equals the file is the backup: a run after a kill continues") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "nightly.xml";
    write_bytes(file, kTask);
    write_bytes(folder.path() / "nightly.xml.bak", kTask);
    CHECK(run_line({"wrap", "--in-place", "--backup", ".bak", file.string()}) == kDone);
    CHECK(read_bytes(file) == wrapped_as("nightly"));
    CHECK(read_bytes(folder.path() / "nightly.xml.bak") == kTask);
    // Now it differs.
    const Ran ran = run_with({"unwrap", "--in-place", "--backup", ".bak", file.string()});
    CHECK(ran.exit_code == kRefused);
    CHECK(ran.streams.error.find(
              "nightly.xml.bak: it exists and is another file. Move it away, or name another "
              "--backup suffix\n") != std::string::npos);
    CHECK(read_bytes(file) == wrapped_as("nightly"));
  }

  TEST_CASE("a selection that takes nothing says so") {
    const TemporaryFolder folder;
    const std::string no_exec = "<Task><Actions><ComHandler/></Actions></Task>";
    const auto said = [](const std::vector<std::string>& arguments, const std::string& input) {
      const Ran ran = run_with(arguments, input);
      CHECK(ran.exit_code == kDone);
      return ran.streams.error;
    };
    CHECK(said({"wrap", "--select", "uses=X", "-"}, kTask) ==
          "(standard input): unchanged: none of its 1 Exec actions is selected\n");
    CHECK(said({"wrap", "--check", "--select", "uses=X", "-"}, kTask) ==
          "(standard input): unchanged: none of its 1 Exec actions is selected\n");
    CHECK(said({"wrap", "--encoding", "utf-16", "--select", "uses=X", "-"}, kTask) ==
          "(standard input): converted to UTF-16: none of its 1 Exec actions is selected\n");
    CHECK(said({"unwrap", "-"}, kTask) ==
          "(standard input): unchanged: none of its 1 Exec actions is wrapped\n");
    CHECK(said({"unwrap", "--select", "uses=X", "-"}, wrapped_as("")) ==
          "(standard input): unchanged: none of its 1 Exec actions is wrapped and selected\n");
    CHECK(said({"unwrap", "-"}, no_exec) == "(standard input): unchanged: no Exec action in it\n");
    write_bytes(folder.path() / "a.xml", kTask);
    write_bytes(folder.path() / "b.xml", kTask);
    const std::string there = folder.path().string();
    CHECK(said({"wrap", "--check", "--select", "uses=X", there}, {})
              .ends_with("2 files: 0 changed, 2 unchanged, 0 refused\n"
                         "taskxml: no action of any file was taken; taskxml show lists what there is\n"));
    CHECK(said({"unwrap", "--check", "--select", "all", there}, {}).find("no action of any file was taken") !=
          std::string::npos);
    CHECK(run_with({"wrap", "--check", "--select", "uses=S", there}).streams.error.find("no action of any") ==
          std::string::npos);
  }

  TEST_CASE("a folder without a file says so") {
    const TemporaryFolder folder;
    const std::string there = folder.path().string();
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"wrap", "--check", "--select", "all", there},
          {"show", there},
          {"diagnose", there}}) {
      const Ran ran = run_with(arguments);
      CHECK(ran.exit_code == kDone);
      CHECK(ran.streams.error == "taskxml: there is no file in it; nothing was done\n");
    }
  }

  TEST_CASE("backups and leftovers of a killed run are no inputs of a folder") {
    const TemporaryFolder folder;
    write_bytes(folder.path() / "a.xml", kTask);
    write_bytes(folder.path() / "a.xml.bak", kTask);
    write_bytes(folder.path() / ".a.xml.taskxml-12-0.tmp", "half");
    const std::vector<std::string> arguments{folder.path().string()};
    const std::vector<Input> inputs = find_inputs(arguments, ".bak");
    REQUIRE(inputs.size() == 1);
    CHECK(inputs[0].name().relative == "a.xml");
    CHECK(find_inputs(arguments, "").size() == 2);
  }

  TEST_CASE("--check answers with its exit code and writes nothing") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "nightly.xml";
    write_bytes(file, kTask);
    CHECK(run_line({"wrap", "--check", file.string()}) == kWouldChange);
    CHECK(read_bytes(file) == kTask);
    write_bytes(file, wrapped_as("nightly"));
    CHECK(run_line({"wrap", "--check", file.string()}) == kDone);
    CHECK(run_line({"unwrap", "--check", file.string()}) == kWouldChange);
    write_bytes(file, "no task");
    CHECK(run_line({"wrap", "--check", file.string()}) == kRefused);
  }

  TEST_CASE("what cannot be read or written is refused, and the run continues with the other files") {
    const TemporaryFolder folder;
    const fs::path good = folder.path() / "good.xml";
    write_bytes(good, kTask);
    CHECK(run_line({"wrap", "--in-place", (folder.path() / "missing.xml").string(), good.string()}) ==
          kRefused);
    CHECK(read_bytes(good) == wrapped_as("good"));
    CHECK(run_line({"unwrap", "-o", (folder.path() / "no" / "such" / "folder.xml").string(),
                    good.string()}) == kRefused);
  }

  TEST_CASE("outputs that would eat an input are refused before anything is written") {
    const TemporaryFolder folder;
    const fs::path in = folder.path() / "in";
    fs::create_directories(in / "a");
    fs::create_directories(in / "b");
    write_bytes(in / "a" / "x.xml", kTask);
    write_bytes(in / "b" / "x.xml", kTask);
    const std::string a = (in / "a" / "x.xml").string();
    const std::string b = (in / "b" / "x.xml").string();
    CHECK(usage_of({"wrap", "-o", in.string(), a}).find("it is a folder") != std::string::npos);
    CHECK(usage_of({"wrap", "-o", a, a}).find("it is the INPUT itself") != std::string::npos);
    CHECK(usage_of({"wrap", "--output-dir", (in / "a").string(), a}).find("it is the INPUT itself") !=
          std::string::npos);
    CHECK(usage_of({"wrap", "--output-dir", a, b}).find("it is not a folder") != std::string::npos);
    CHECK(usage_of({"wrap", "--output-dir", (folder.path() / "out").string(), a, b}).find("two INPUTs") !=
          std::string::npos);
    CHECK(usage_of({"wrap", "--select", "all", "--output-dir", (in / "out").string(), in.string()})
              .find("it lies inside the INPUT") != std::string::npos);
    CHECK(read_bytes(a) == kTask);
    CHECK(names_in(in) == std::vector<std::string>{"a", "b"});
  }

  TEST_CASE("the folders Task Scheduler keeps its tasks in are never written to") {
    const TemporaryFolder folder;
    for (const char* const store :
         {"System32/Tasks", "windows/SYSTEM32/tasks/sub", "SysWOW64/Tasks", "System32/Tasks_Migrated"}) {
      CAPTURE(store);
      const fs::path path = folder.path() / store;
      fs::create_directories(path);
      write_bytes(path / "Nightly", kTask);
      CHECK(run_line({"wrap", "--in-place", (path / "Nightly").string()}) == kRefused);
      CHECK(read_bytes(path / "Nightly") == kTask);
      CHECK(run_line({"wrap", "-o", (path / "Other").string(), (path / "Nightly").string()}) == kUsage);
      CHECK(run_line({"wrap", "--output-dir", (path / "out").string(), (path / "Nightly").string()}) ==
            kUsage);
      CHECK(run_line({"wrap", "--output-dir", (folder.path() / "copies").string(),
                      (path / "Nightly").string()}) == kDone);
      CHECK(is_below_task_store(path / ".." / path.filename() / "x"));
    }
    CHECK_FALSE(is_below_task_store(folder.path() / "Tasks" / "System32"));
    CHECK_FALSE(is_below_task_store(folder.path() / "System32" / "x" / "Tasks"));
  }

  TEST_CASE("a file of 10 MB with 10,000 actions is wrapped and restored") {
    std::string inside = "<Command>S:\\a.exe</Command>";
    for (int i = 1; i < 10000; ++i)
      inside += fmt::format("</Exec>\n    <Exec><Command>S:\\a.exe</Command><Arguments>{} {}</Arguments>", i,
                            std::string(900, 'x'));
    const std::string bytes = task_with(inside);
    CHECK(bytes.size() > 9'500'000);
    const RewriteResult wrapped = rewrite({"n", "n", "n"}, bytes, wrap_request());
    CHECK(wrapped.changed_count == 10000);
    CHECK(rewrite({"n", "n", "n"}, wrapped.bytes, unwrap_request()).bytes == bytes);
  }
}

}  // namespace
}  // namespace taskxml::test
