#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "taskxml/command/options.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

Options parse(const std::vector<std::string>& arguments) {
  return parse_options(arguments);
}

std::string usage_of(const std::vector<std::string>& arguments) {
  try {
    parse_options(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(accepted)";
}

TEST_SUITE("options") {
  TEST_CASE("wrap takes its own options and those of the launcher") {
    const Options options = parse({"wrap",
                                   "--select",
                                   "uses=S,T",
                                   "--config=D:\\d.ini",
                                   "--drive",
                                   "S=\\\\a\\b",
                                   "--drive",
                                   "T=\\\\a\\c",
                                   "--timeout",
                                   "90s",
                                   "--verbose",
                                   "--launcher",
                                   "D:\\x\\drivelaunch.exe",
                                   "--output-dir",
                                   "out",
                                   "--jobs",
                                   "3",
                                   "--encoding",
                                   "utf-16",
                                   "--input-encoding",
                                   "cp850",
                                   "a.xml",
                                   "b.xml"});
    CHECK(options.command == Command::wrap);
    CHECK(options.request.invocation.config == "D:\\d.ini");
    CHECK(options.request.invocation.drives.size() == 2);
    CHECK(options.request.invocation.timeout == "90s");
    CHECK(options.request.invocation.verbose);
    CHECK(options.request.launcher == "D:\\x\\drivelaunch.exe");
    CHECK(options.output == OutputMode::folder);
    CHECK(options.output_path == "out");
    CHECK(options.jobs == 3);
    CHECK(options.request.to_utf16);
    CHECK(options.request.input_encoding->number() == 850);
    CHECK(options.inputs == std::vector<std::string>{"a.xml", "b.xml"});
  }

  TEST_CASE("after -- everything is an INPUT, and - is standard input") {
    CHECK(parse({"wrap", "--diff", "--", "--name", "-"}).inputs == std::vector<std::string>{"--name", "-"});
    CHECK(parse({"unwrap", "-"}).inputs == std::vector<std::string>{"-"});
  }

  TEST_CASE("--help names every option there is, and is for people without any other") {
    for (const char* const command : {"wrap", "unwrap", "show"}) {
      const Options options = parse({command, "--help"});
      CHECK(options.command == Command::help);
      CHECK(options.help.find("usage: taskxml " + std::string(command)) != std::string::npos);
    }
    const std::string help = parse({"wrap", "--help"}).help;
    for (const char* const option :
         {"--select", "--launcher", "--config", "--drive", "--success-codes", "--in-place", "--backup",
          "--output-dir", "-o FILE", "--diff", "--check", "--encoding", "--input-encoding", "--jobs"}) {
      CAPTURE(option);
      CHECK(help.find(option) != std::string::npos);
    }
    CHECK(help.find("--dry-run") == std::string::npos);
    CHECK(help.find("--was") == std::string::npos);
    CHECK(parse({"--version"}).command == Command::version);
    CHECK(parse({"wrap", "/?"}).help == help);
    CHECK(parse({"help", "wrap"}).help == help);
    CHECK(parse({"/?"}).help == parse({"help"}).help);
    CHECK(parse({"wrap", "--", "/?"}).inputs == std::vector<std::string>{"/?"});
    CHECK(parse({"--help"}).help.find("exit codes") != std::string::npos);
  }

  TEST_CASE("what people type for help and version means that, in taskxml and in every command") {
    for (const char* const word : {"--help", "-h", "/?", "-?", "help"}) {
      CAPTURE(word);
      CHECK(parse({word}).help == parse({"--help"}).help);
    }
    for (const char* const word : {"--version", "version"}) {
      CAPTURE(word);
      CHECK(parse({word}).command == Command::version);
    }
    for (const CommandName& command : kCommands) {
      const std::string name(command.name);
      CAPTURE(name);
      const std::string help = parse({name, "--help"}).help;
      CHECK(help.find("usage: taskxml " + name) != std::string::npos);
      for (const char* const word : {"-h", "/?", "-?", "help"})
        CHECK(parse({name, word}).help == help);
      CHECK(parse({"help", name}).help == help);
      CHECK(parse({name, "a.xml", "-?"}).help == help);
      CHECK(parse({name, "--version"}).command == Command::version);
      CHECK(parse({name, "version"}).command == Command::version);
      CHECK(parse({name, "--", "help"}).inputs == std::vector<std::string>{"help"});
    }
    CHECK(parse({"show", "help", "a.xml"}).inputs == std::vector<std::string>{"help", "a.xml"});
    CHECK(parse({"help", "help"}).help == parse({"--help"}).help);
    for (const char* const option :
         {"--config", "--only", "--drive", "--timeout", "--log", "--launcher", "-o"}) {
      CAPTURE(option);
      CHECK(parse({"probe", "--help"}).help.find(option) != std::string::npos);
    }
  }

  TEST_CASE("a command line that means nothing is refused with what to write") {
    struct Row {
      std::vector<std::string> arguments;
      std::string_view message;
    };
    const TemporaryFolder folder;
    const std::string there = folder.path().string();
    const std::vector<Row> rows{
        {{}, "a command is missing"},
        {{"wrpa"}, "Did you mean wrap?"},
        {{"diagnos", "x"}, "Did you mean diagnose?"},
        {{"diagnose", "--select", "all", "x"}, "diagnose does not take this option"},
        {{"probe", "a", "b"}, "it takes one file"},
        {{"probe", "--chdir", "x", "a"},
         "--chdir: probe does not take this option; wrap does. Run taskxml probe --help"},
        {{"probe", "--timeout", "soon", "a"}, "Run taskxml probe --help"},
        {{"wrap", "--timeout", "soon", "a"}, "Run taskxml wrap --help"},
        {{"probe", "--selct", "a"}, "there is no such option. Run taskxml probe --help"},
        {{"drives", "--launcher", "x", "a"}, "drives does not take this option; wrap and probe do."},
        {{"show", "--here", "a"}, "show does not take this option; diagnose does. Run taskxml show --help"},
        {{"show", "-o", "x", "a"},
         "show does not take this option; wrap, unwrap, probe, drives and report do."},
        {{"wrap", "--o", "x", "a"}, "there is no such option. Did you mean -o?"},
        {{"WRAP", "a"}, "Did you mean wrap?"},
        {{"--wrap", "a"}, "Did you mean wrap?"},
        {{"/unwrap", "a"}, "Did you mean unwrap?"},
        {{"hlep"}, "Did you mean help?"},
        {{"verison"}, "Did you mean version?"},
        {{"drives", "--drive", "S=x", "a"}, "drives does not take this option"},
        {{"wrap"}, "no INPUT"},
        {{"show"}, "no INPUT"},
        {{"wrap", "x", "--selct", "all"}, "Did you mean --select?"},
        {{"wrap", "x", "--confg", "y"}, "Did you mean --config?"},
        {{"unwrap", "x", "--config", "y"}, "unwrap does not take this option"},
        {{"show", "x", "--select", "all"}, "show does not take this option"},
        {{"wrap", "x", "--dry-run"}, "a task cannot be a dry run"},
        {{"wrap", "x", "--was", "quoted"}, "there is no such option"},
        {{"wrap", "x", "--config"}, "its value is missing: --config FILE"},
        {{"wrap", "--config", "x"}, "wrap: no INPUT; x is the value of --config. Name a file"},
        {{"wrap", "--config", "--in-place", "x"},
         "--config: its value is missing: --config FILE. If --in-place is the value, write "
         "--config=--in-place"},
        {{"wrap", "x", "--drive", "S=\\\\a\\b", "--drive", "s=\\\\a\\c"},
         "--drive s=\\\\a\\c: the letter S: is given twice"},
        {{"probe", "x", "--drive", "S=\\\\a\\b", "--drive", "S=\\\\a\\b"}, "the letter S: is given twice"},
        {{"diagnose", "x", "-here"}, "-here: there is no such option. Did you mean --here?"},
        {{"diagnose", "x", "--in-place"},
         "diagnose does not take this option; wrap and unwrap do. Run taskxml diagnose --help"},
        {{"help", "warp"}, "Did you mean wrap?"},
        {{"wrap", "x", "--verbose=yes"}, "this option takes no value"},
        {{"wrap", "x", "--in-place=yes"}, "this option takes no value"},
        {{"wrap", "x", "--verbose", "--quiet"}, "these two exclude each other"},
        {{"wrap", "x", "--verbose", "--verbose"}, "given twice"},
        {{"wrap", "x", "--config", "a\"b"}, "a value cannot hold a quote"},
        {{"wrap", "x", "--config", "C:\\$(Arg0)"}, "Task Scheduler would substitute"},
        {{"wrap", "x", "--name", "a$$b"}, "Task Scheduler would substitute"},
        {{"wrap", "x", "--name", "a\nb"}, "it holds a control character"},
        {{"wrap", "x", "--timeout", "soon"}, "--timeout soon"},
        {{"wrap", "x", "--launcher", "C:\\x\\start.exe"},
         "its file name must be drivelaunch.exe or drivelaunchw.exe"},
        {{"wrap", "x", "--launcher", "\"C:\\drivelaunch.exe\""}, "a Command is written without quotes"},
        {{"wrap", "x", "--launcher", std::string(260, 'x') + "\\drivelaunch.exe"}, "at most 260 characters"},
        {{"wrap", "x", "--select", "letter=S"}, "--select letter=S: it must be all, uses=S,T"},
        {{"wrap", "x", "--jobs", "0"}, "it must be a number from 1 to 256"},
        {{"wrap", "x", "--jobs", "two"}, "it must be a number from 1 to 256"},
        {{"wrap", "x", "--encoding", "utf-8"}, "it must be keep or utf-16"},
        {{"wrap", "x", "--input-encoding", "utf-8"}, "it must be a code page"},
        {{"wrap", "x", "--backup", ".bak"}, "it belongs to --in-place"},
        {{"wrap", "x", "--in-place", "--backup", "/tmp/x"}, "it must be the end of a file name"},
        {{"wrap", "x", "-o", "a", "--in-place"}, "there can be one output only"},
        {{"wrap", "x", "--diff", "-o", "a"}, "writes no file"},
        {{"wrap", "x", "--check", "--in-place"}, "writes no file"},
        {{"wrap", "x", "y"}, "holds the result of one file"},
        {{"wrap", "x", "y", "-o", "z"}, "-o: holds the result of one file"},
        {{"wrap", "-", "--in-place"}, "standard input has no name"},
        {{"wrap", "-", "-", "--diff"}, "standard input can be read once"},
        {{"wrap", there, "--in-place"}, "a folder needs a --select"},
        {{"unwrap", there, "--in-place"}, "a folder needs a --select"},
        {{"wrap", there, "--select", "all"}, "holds the result of one file"},
        {{"show", "x", "--format", "xml"}, "it must be text, json or csv"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.message);
      CAPTURE(row.arguments.size());
      CHECK(usage_of(row.arguments).find(row.message) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace taskxml::test
