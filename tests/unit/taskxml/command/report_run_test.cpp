#include "taskxml/command/report_run.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "tests/unit/taskxml/recorded_streams.hpp"
#include "tests/unit/taskxml/report/estate_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

/// Writes a task of a machine.
void write_task(const fs::path& file, const std::string& exec, const std::string& name) {
  fs::create_directories(file.parent_path());
  EstateSample sample;
  sample.uri = name;
  sample.exec = exec;
  write_bytes(file, text_of(sample));
}

const std::string kCalm = "<Command>C:\\a.exe</Command>";
const std::string kTroubled = "<Command>S:\\a.exe</Command>";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_SUITE("report command") {
  TEST_CASE("machines are folders, files with several tasks, the folder of a file, or what --machine says") {
    const TemporaryFolder folder;
    const fs::path inputs = folder.path() / "SRV00";
    write_task(inputs / "SRV01" / "Backup" / "a.xml", kCalm, "\\a");
    write_task(inputs / "b.xml", kCalm, "\\b");
    write_bytes(inputs / "SRV02.xml",
                "<Tasks>" + text_of(EstateSample()) + text_of(EstateSample()) + "</Tasks>");
    const Ran ran = run_with({"report", "--format", "csv", inputs.string()});
    CHECK(ran.exit_code == kDone);
    CHECK(has(ran.streams.output, "\r\nSRV01,\\a,"));
    CHECK(has(ran.streams.output, "\r\nSRV00,\\b,"));
    CHECK(has(ran.streams.output, "\r\nSRV02,\\Backup\\Nightly,"));
    CHECK(ran.streams.error.starts_with("4 tasks on 3 machines: "));
    CHECK(has(run_with({"report", "--format", "csv", (inputs / "b.xml").string()}).streams.output,
              "\r\nb,\\b,"));
    CHECK(has(run_with({"report", "--format", "csv", "--machine", "X", inputs.string()}).streams.output,
              "\r\nX,\\a,"));
    CHECK(has(run_with({"report", "--format", "csv", "-"}, text_of(EstateSample())).streams.output,
              "\r\nstandard input,\\Backup\\Nightly,"));
  }

  TEST_CASE("every format goes to -o or to standard output, and any number of jobs gives the same") {
    const TemporaryFolder folder;
    const fs::path inputs = folder.path() / "in";
    for (int i = 0; i < 50; ++i) {
      write_task(inputs / fmt::format("SRV{:02}", i) / "t.xml", i % 2 == 0 ? kCalm : kTroubled,
                 fmt::format("\\t{}", i));
    }
    const fs::path output = folder.path() / "r.html";
    CHECK(run_with({"report", "-o", output.string(), "--title", "October", inputs.string()}).exit_code ==
          kDone);
    CHECK(has(read_bytes(output), "<title>October</title>"));
    const Ran page = run_with({"report", inputs.string()});
    CHECK(has(page.streams.output, "<title>Scheduled tasks and their drives</title>"));
    std::string one;
    for (const char* const jobs : {"1", "2", "5"}) {
      const Ran ran = run_with({"report", "--format", "csv", "--jobs", jobs, inputs.string()});
      if (one.empty()) one = ran.streams.output;
      CHECK(ran.streams.output == one);
    }
    const Ran watched = run_with({"report", "--format", "csv", inputs.string()}, {}, true);
    CHECK(has(watched.streams.error, "1 of 50 files\r\x1b[K"));
    CHECK_FALSE(has(page.streams.error, "\r"));
  }

  TEST_CASE("a baseline that is kept shows what has changed, and the exit code that something got worse") {
    const TemporaryFolder folder;
    const fs::path inputs = folder.path() / "in";
    const std::string baseline = (folder.path() / "b.json").string();
    const std::vector<std::string> next{"report", "--format",        "json",   "--baseline",
                                        baseline, "--save-baseline", baseline, inputs.string()};
    write_task(inputs / "SRV01" / "a.xml", kCalm, "\\a");
    CHECK(run_with({"report", "--save-baseline", baseline, inputs.string()}).exit_code == kDone);
    Ran ran = run_with(next);
    CHECK(ran.exit_code == kDone);
    CHECK(has(ran.streams.output, "\"worsened\": false"));
    write_task(inputs / "SRV01" / "a.xml", kTroubled, "\\a");
    ran = run_with(next);
    CHECK(ran.exit_code == kFindings);
    CHECK(has(ran.streams.output, "\"worsened\": true"));
    CHECK(has(ran.streams.error, "0 new, 0 gone, 1 changed, 0 wrapped, 0 unwrapped, 0 better, 1 worse\n"));
    // The baseline was renewed.
    CHECK(run_with(next).exit_code == kDone);
  }

  TEST_CASE("a file that cannot be read is named, on the page too, and goes before what got worse") {
    const TemporaryFolder folder;
    const fs::path inputs = folder.path() / "in";
    const std::string baseline = (folder.path() / "b.json").string();
    write_task(inputs / "SRV01" / "a.xml", kCalm, "\\a");
    run_with({"report", "--save-baseline", baseline, inputs.string()});
    write_task(inputs / "SRV01" / "a.xml", kTroubled, "\\a");
    write_bytes(inputs / "SRV01" / "b.xml", "<Task>");
    const Ran ran = run_with({"report", "--format", "json", "--baseline", baseline, inputs.string()});
    CHECK(ran.exit_code == kRefused);
    CHECK(has(ran.streams.error, "b.xml:1: the file ends inside an element"));
    CHECK(has(ran.streams.output, "\"what\": \"the file ends inside an element"));
    CHECK(has(ran.streams.output, "\"worsened\": true"));
    CHECK(has(ran.streams.output, "\"path\": \"\\\\a\""));
    const Ran missing = run_with({"report", "--format", "json", (folder.path() / "no.xml").string()});
    CHECK(missing.exit_code == kRefused);
    CHECK(has(missing.streams.output, "\"machine\": \"no\""));
  }

  TEST_CASE("a baseline that is none stops the run, with its name and the reason") {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "b.json").string();
    write_bytes(file, "{}");
    CHECK_THROWS_WITH_AS(run_with({"report", "--baseline", file, "-"}, text_of(EstateSample())),
                         doctest::Contains("b.json: it was not written by taskxml report"), FileError);
    CHECK_THROWS_AS(run_with({"report", "--baseline", file + "x", "-"}, text_of(EstateSample())), FileError);
  }

  TEST_CASE("what is written does not become an input of the next run") {
    const TemporaryFolder folder;
    const fs::path inputs = folder.path() / "in";
    write_task(inputs / "a.xml", kCalm, "\\a");
    for (const std::string option : {"-o", "--save-baseline"}) {
      CHECK_THROWS_WITH_AS(run_with({"report", option, (inputs / "r.html").string(), inputs.string()}),
                           doctest::Contains("lies inside, the INPUT"), UsageError);
      const std::string file = (inputs / "a.xml").string();
      CHECK_THROWS_AS(run_with({"report", option, file, file}), UsageError);
    }
    CHECK(fs::exists(inputs / "a.xml"));
    CHECK_FALSE(fs::exists(inputs / "r.html"));
  }

  TEST_CASE("options of report that mean nothing are refused") {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"report", "--format", "text", "x"},
                                               {"report", "--title=", "x"},
                                               {"report", "--machine=", "x"},
                                               {"report", "--here", "x"},
                                               {"report", "--in-place", "x"},
                                               {"report"},
                                               {"show", "--baseline", "b", "x"}}) {
      CAPTURE(words.back());
      CHECK_THROWS_AS(parse_options(words), UsageError);
    }
  }

  TEST_CASE("show and diagnose print the same with any number of jobs, and how far they are on a terminal") {
    const TemporaryFolder folder;
    for (int i = 0; i < 50; ++i) {
      write_task(folder.path() / fmt::format("{:02}.xml", i), i % 2 == 0 ? kCalm : kTroubled,
                 fmt::format("\\t{}", i));
    }
    write_bytes(folder.path() / "07.xml", "<Task>");
    for (const std::string command : {"show", "diagnose"}) {
      const Ran one = run_with({command, "--jobs", "1", folder.path().string()});
      CHECK(has(one.streams.error, "07.xml:1: "));
      for (const char* const jobs : {"2", "5"}) {
        const Ran ran = run_with({command, "--jobs", jobs, folder.path().string()});
        CHECK(ran.streams.output == one.streams.output);
        CHECK(ran.streams.error == one.streams.error);
      }
      const Ran watched = run_with({command, folder.path().string()}, {}, true);
      CHECK(has(watched.streams.error, "1 of 50 files\r\x1b[K"));
    }
  }
}

}  // namespace
}  // namespace taskxml::test
