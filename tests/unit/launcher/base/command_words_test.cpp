#include "launcher/base/command_words.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/command/help.hpp"

using namespace launcher;

namespace {

using Kind = Request::Kind;

/// "help credential", "help", "version", "perform check": what a line asks for.
std::string asked(const std::string& line) {
  try {
    const Request request = read_request(line);
    const std::string about = request.command ? " " + std::string(word_of(*request.command).word) : "";
    return (request.kind == Kind::help      ? "help"
            : request.kind == Kind::version ? "version"
                                            : "perform") +
           about;
  } catch (const Error& error) {
    CHECK(error.exit_code() == 0x800700A0);
    return error.what();
  }
}

std::string refusal_of(const std::string& line) {
  try {
    parse_invocation(line);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_SUITE("command words") {
  TEST_CASE("every way to ask for help is help, about the program and about every command") {
    for (const std::string word : {"--help", "/?", "-?", "-h", "help", "/h", "/H", "-help", "/help"}) {
      CAPTURE(word);
      CHECK(asked(word) == "help");
      CHECK(asked(" " + word + " ") == "help");
      for (const CommandWord& row : command_words()) {
        CAPTURE(row.word);
        const std::string command(row.word);
        CHECK(asked(command + " " + word) == "help " + command);
        CHECK(asked(word + " " + command) == "help " + command);
      }
      CHECK(asked(word + " " + word) == "help");
    }
  }

  TEST_CASE(
      "behind other words /?, -?, -h and --help ask for help, and a word that may be a value does not") {
    CHECK(asked("check --config d.ini /?") == "help check");
    CHECK(asked("check --config --help") == "help check");
    CHECK(asked("credential set n -?") == "help credential");
    CHECK(asked("--config d.ini -h") == "help");
    CHECK(asked("credential remove help") == "perform credential");
    CHECK(asked("credential remove version") == "perform credential");
    CHECK(asked("check --log /help") == "perform check");
    CHECK(asked("check --log \"-h\"") == "perform check");
    CHECK(asked("\"/?\"") == "perform run");
  }

  TEST_CASE("G3: no word for help makes a line with a program end with 0 but the option --help") {
    for (const std::string word : {"/?", "-?", "-h", "help", "version", "-V"}) {
      CAPTURE(word);
      CHECK(asked(word + " -- x.exe") == "perform run");
      CHECK(asked("run " + word + " -- x.exe") == "perform run");
      CHECK(refusal_of(word + " -- x.exe") != "accepted");
      CHECK(refusal_of("--verbose " + word + " -- x.exe") != "accepted");
      CHECK(asked("-- x.exe " + word) == "perform run");
    }
    CHECK(parse_invocation("-- x.exe /?").tail == " /?");
  }

  TEST_CASE("version has its ways, too") {
    for (const std::string word : {"--version", "version", "-version", "/version", "-V"}) {
      CAPTURE(word);
      CHECK(asked(word).starts_with("version"));
      CHECK(asked("check " + word).starts_with("version"));
    }
    CHECK(asked("check --config version") == "perform check");
  }

  TEST_CASE("a line goes to its command with what follows the word, to run as a whole") {
    CHECK(read_request("check --only S").arguments == " --only S");
    CHECK(read_request("\"check\" --only S").arguments == " --only S");
    CHECK(read_request("run --only S -- x").arguments == "run --only S -- x");
    CHECK(read_request("--only S -- check").arguments == "--only S -- check");
    CHECK(asked("") == "perform run");
    CHECK(asked("-- check") == "perform run");
    CHECK(asked("CHECK") == "perform run");  // which refuses it, below
  }

  TEST_CASE("a word that is nearly a command is answered with the command") {
    const std::string none = ": there is no such command. ";
    CHECK(refusal_of("chek --only S") == "bad command line: chek" + none + "Did you mean check?");
    CHECK(refusal_of("CHECK") == "bad command line: CHECK" + none + "Did you mean check?");
    CHECK(refusal_of("doctr -- x") == "bad command line: doctr" + none + "Did you mean doctor?");
    CHECK(refusal_of("credentials list") ==
          "bad command line: credentials" + none + "Did you mean credential?");
    CHECK(refusal_of("-check") == "bad command line: -check" + none + "Did you mean check?");
    CHECK(refusal_of("/setup") == "bad command line: /setup" + none + "Did you mean setup?");
    CHECK(refusal_of("hlep") == "bad command line: hlep" + none + "Did you mean help?");
    CHECK(refusal_of("--doctor") ==
          "bad command line: --doctor: a command is written without dashes. Write drivelaunch doctor.");
    for (const char* program :
         {"backup.exe", "S:\\run", "tools\\chek", "robocopy", "net use", "-v", "--", "/?"}) {
      CAPTURE(program);
      CHECK_FALSE(contains(refusal_of(std::string(program) + " -- x"), "Did you mean"));
    }
    CHECK(asked("help chek") == "bad command line: help chek" + none + "Did you mean check?");
    CHECK(asked("help me") ==
          "bad command line: help me" + none + "Run drivelaunch --help for the commands.");
  }

  TEST_CASE("every command has help of its own, is in --help, and is described in the README") {
    const std::string readme = read_text(DRIVELAUNCH_LAUNCHER "/README.md");
    const std::string general = help_text();
    std::set<std::string> texts;
    std::size_t place = 0;
    for (const CommandWord& row : command_words()) {
      CAPTURE(row.word);
      CHECK(word_of(row.command).word == row.word);
      CHECK(static_cast<std::size_t>(row.command) == place++);
      CHECK(find_command(row.word) == &row);
      const std::string help = help_text(row.command);
      texts.insert(help);
      const std::string first_line(row.syntax.substr(0, row.syntax.find('\n')));
      CHECK(contains(help, first_line));
      CHECK(contains(general, first_line));
      CHECK(contains(general, row.summary));
      if (row.command == Command::run) continue;
      CHECK(contains(readme, "\ndrivelaunch " + std::string(row.word)));
      for (const std::string_view option : row.options)
        CHECK(contains(help, "  --" + std::string(option) + " "));
      CHECK(help.size() > row.syntax.size() + 200);
    }
    CHECK(texts.size() == command_words().size());
  }

  TEST_CASE("the README writes every command as --help does") {
    const std::string readme = read_text(DRIVELAUNCH_LAUNCHER "/README.md");
    for (const CommandWord& row : command_words()) {
      CAPTURE(row.word);
      CHECK(contains(readme, "```\n" + std::string(row.syntax) + "\n```\n"));
    }
  }

  TEST_CASE("no line of help is longer than a console is wide") {
    std::string all = help_text();
    for (const CommandWord& row : command_words())
      all += help_text(row.command);
    std::size_t begin = 0;
    while (begin < all.size()) {
      const std::size_t end = all.find('\n', begin);
      CAPTURE(all.substr(begin, end - begin));
      CHECK(end - begin <= 119);
      begin = end + 1;
    }
  }
}
