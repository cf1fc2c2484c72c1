#include "launcher/base/invocation.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/nearest.hpp"

using launcher::Error;
using launcher::find_option;
using launcher::Invocation;
using launcher::parse_invocation;
using launcher::parse_name_list;
using launcher::print_invocation;

namespace {

/// The message a line is refused with; empty when it is accepted.
std::string refusal_of(std::string_view line) {
  try {
    parse_invocation(line);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 0x800700A0);
    return error.what();
  }
  return {};
}

Invocation without_token(Invocation invocation) {
  invocation.program_token.clear();
  return invocation;
}

class RandomInvocation {
 public:
  explicit RandomInvocation(unsigned seed) : random_(seed) {}

  Invocation make() {
    Invocation made;
    if (coin()) made.config = "c" + text();
    if (coin()) made.only = pick({"S", "S,t,media", "-x", "--", "--help", "nas-1.2_3"});
    for (unsigned i = number(3); i > 0; --i)
      made.drives.push_back(pick({"S=\\\\srv\\share", "t:=//srv/a b--/--", "Z=\\\\srv\\x\\"}));
    if (coin()) made.chdir = text();
    if (coin()) made.timeout = pick({"2m", "1ms", "24h"});
    if (coin()) made.until = pick({"program", "tree"});
    if (coin()) made.success_codes = pick({"0-3,7", "0x41301"});
    if (coin()) made.output = text() + "o";
    if (coin()) made.log = text() + "\\";
    if (coin()) made.name = text();
    made.verbose = number(3) == 0;
    made.quiet = !made.verbose && coin();
    made.dry_run = coin();
    made.help = coin();
    made.version = coin();
    if (coin()) made.quotes = pick({"0", "12", "6+0", "99999+3"});
    if (coin()) made.was = pick({"quoted", "empty-arguments,quoted-directory", "no-directory"});
    if (coin()) made.was_command = text();
    made.has_program = !(made.help || made.version) || coin();
    if (made.has_program) {
      made.program = "p" + text();
      if (coin())
        made.tail = pick({" ", "\t", "  "}) + text() + pick({"\"", "\\\"", " -- \"x\" ", "", "\xED\xA0\x80"});
    }
    return made;
  }

 private:
  unsigned number(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool coin() { return number(2) == 0; }
  std::string pick(const std::vector<std::string>& from) {
    return from[number(static_cast<unsigned>(from.size()))];
  }
  std::string text() {
    static const std::vector<std::string> ugly{
        " ", "\t",     "\\",         "\\\\", "--", "-",  "=", "--name", "%",   "^",  "&",
        "|", "\u00fc", "\U0001F600", "a",    "'",  "$(", ";", ",",      "run", "\n", "\u00a0"};
    std::string made;
    for (unsigned i = number(8); i > 0; --i)
      made += pick(ugly);
    return made;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_SUITE("invocation") {
  TEST_CASE("every option is read, with its value in the next word or after =") {
    const Invocation all = parse_invocation(
        R"(run --config "C:\a b\drives.ini" --only S,media --drive S=\\srv\share --drive "T=//nas/my files" )"
        R"(--chdir "D:\data\" --timeout=90s --until tree --success-codes 0-3 --output=out.txt --log "C:\l.log" )"
        R"(--name "Nightly -- \ full" --verbose --dry-run --was quoted --was-command "|a|" )"
        R"(-- "C:\Program Files\x.exe"  "q\"  --last )");
    CHECK(all.config == R"(C:\a b\drives.ini)");
    CHECK(all.only == "S,media");
    CHECK(all.drives == std::vector<std::string>{R"(S=\\srv\share)", "T=//nas/my files"});
    CHECK(all.chdir == R"(D:\data\)");
    CHECK(all.timeout == "90s");
    CHECK(all.until == "tree");
    CHECK(all.success_codes == "0-3");
    CHECK(all.output == "out.txt");
    CHECK(all.log == R"(C:\l.log)");
    CHECK(all.name == R"(Nightly -- \ full)");
    CHECK(all.verbose);
    CHECK_FALSE(all.quiet);
    CHECK(all.dry_run);
    CHECK(all.was == "quoted");
    CHECK(all.was_command == "|a|");
    CHECK(all.has_program);
    CHECK(all.program == R"(C:\Program Files\x.exe)");
    CHECK(all.program_token == R"("C:\Program Files\x.exe")");
    CHECK(all.tail == R"(  "q\"  --last )");
  }

  TEST_CASE("a line needs no options, and PROGRAM no quotes and no arguments") {
    const Invocation plain = parse_invocation("-- x.exe");
    CHECK(plain.program == "x.exe");
    CHECK(plain.program_token == "x.exe");
    CHECK(plain.tail.empty());
    CHECK(plain == parse_invocation("run -- x.exe"));
    Invocation expected;
    expected.has_program = true;
    expected.program = "x.exe";
    CHECK(without_token(plain) == expected);
    CHECK(parse_invocation("-- run --help").program == "run");
  }

  TEST_CASE("--help and --version need no PROGRAM") {
    CHECK(parse_invocation("--help").help);
    CHECK(parse_invocation(" --version ").version);
    CHECK_FALSE(parse_invocation("--help --").has_program);
    CHECK(parse_invocation("--help -- x").program == "x");
  }

  TEST_CASE("a bad line is refused with what is wrong and what to write") {
    struct Row {
      std::string line;
      std::string message;
    };
    const std::string help = " Run drivelaunch --help for the options.";
    const std::string stray =
        " a word that is neither an option nor the value of one. Write -- before PROGRAM, and put a value "
        "that holds "
        "blanks in quotes.";
    const std::string no_program =
        " no program to run. Write -- PROGRAM ARGUMENTS at the end of the line; see drivelaunch --help.";
    const Row rows[] = {
        {"", "bad command line: PROGRAM:" + no_program},
        {"run", "bad command line: PROGRAM:" + no_program},
        {"--verbose", "bad command line: PROGRAM:" + no_program},
        {"--verbose --", "bad command line: --:" + no_program},
        {"-- \"\" x", "bad command line: --:" + no_program},
        {"--drvie S=\\\\a\\b -- x",
         "bad command line: --drvie: there is no such option. Did you mean --drive?"},
        {"--password=x -- x", "bad command line: --password=x: there is no such option." + help},
        {"--wsa quoted -- x", "bad command line: --wsa: there is no such option." + help},
        {"--conf f -- x", "bad command line: --conf: there is no such option. Did you mean --config?"},
        {"--= -- x", "bad command line: --=: there is no such option." + help},
        {"x.exe --verbose", "bad command line: x.exe:" + stray},
        {"--verbose x.exe -- y", "bad command line: x.exe:" + stray},
        {"-v -- x", "bad command line: -v:" + stray},
        {"--name a b -- x", "bad command line: b:" + stray},
        {"\"\" -- x", "bad command line: \"\":" + stray},
        {"doctor --config f",
         "bad command line: doctor: this command runs no program. Only drivelaunch run does; see drivelaunch "
         "--help."},
        {"doctor",
         "bad command line: doctor: this command runs no program. Only drivelaunch run does; see drivelaunch "
         "--help."},
        {"--verbose=yes -- x", "bad command line: --verbose=yes: this option takes no value." + help},
        {"--verbose --verbose -- x", "bad command line: --verbose: given twice." + help},
        {"--name a --name a -- x", "bad command line: --name: given twice." + help},
        {"--config -- x", "bad command line: --config: its value is missing: --config FILE." + help},
        {"--name --verbose -- x", "bad command line: --name: its value is missing: --name TEXT." + help},
        {"--timeout", "bad command line: --timeout: its value is missing: --timeout 2m." + help},
        {"--config \"\" -- x", "bad command line: --config \"\": the value is empty." + help},
        {"--log= -- x", "bad command line: --log \"\": the value is empty." + help},
        {"--only S,,T -- x",
         "bad command line: --only S,,T: it is a list of names, separated by commas and without blanks: "
         "S,T,media." +
             help},
        {"--drive S -- x",
         "bad command line: --drive S: write LETTER=PATH, for example S=\\\\server\\share." + help},
        {"--drive S=C:\\x -- x",
         "bad command line: --drive S=C:\\x: a UNC path starts with two backslashes: \\\\server\\share." +
             help},
        {"--drive 1=\\\\a\\b -- x",
         "bad command line: --drive 1=\\\\a\\b: a drive letter is one of A to Z." + help},
        {"--timeout 5 -- x",
         "bad command line: --timeout 5: a duration is a whole number and a unit, ms, s, m or h: 90s, 2m." +
             help},
        {"--until Tree -- x", "bad command line: --until Tree: it is program or tree." + help},
        {"--success-codes 0- -- x",
         "bad command line: --success-codes 0-: it is a list of codes and ranges, decimal or 0x: "
         "0-3,7,0x41301." +
             help},
        {"--was quotes -- x",
         "bad command line: --was quotes: it is a list of: quoted, empty-arguments, empty-directory, "
         "quoted-directory, no-directory, split." +
             help},
        {"--verbose --quiet -- x",
         "bad command line: --verbose --quiet: these two exclude each other." + help},
        {"--name \xFF -- x", "bad command line: --name: its value is not valid Unicode text." + help},
        {"-- \xFF", "bad command line: PROGRAM: its name is not valid Unicode text." + help},
        {"--name \"a -- x",
         "bad command line: \"a -- x: a quote that is not closed. Put the whole value in one pair of "
         "quotes."},
        {"\"--verbose\" -- x",
         "bad command line: --verbose: the name of an option is written without quotes." + help},
        {"--\"name\"=x -- x",
         "bad command line: --\"name\"=x: quotes that are not one pair around a value. Put the whole value "
         "in "
         "one pair of quotes; the value of a %VARIABLE% must have none."},
        {"--name \"\"x\"\" -- y",
         "bad command line: \"\"x\"\": quotes that are not one pair around a value. Put the whole value in "
         "one "
         "pair of quotes; the value of a %VARIABLE% must have none."},
        {"--quotes 6-1 -- x",
         "bad command line: --quotes 6-1: it is a count that taskxml wrote; wrap the task again." + help},
    };
    for (const Row& row : rows) {
      CAPTURE(row.line);
      CHECK(refusal_of(row.line) == row.message);
    }
  }

  TEST_CASE("a directory has at most 258 UTF-16 units") {
    CHECK(refusal_of("--chdir " + std::string(258, 'x') + " -- x").empty());
    CHECK(refusal_of("--chdir " + std::string(259, 'x') + " -- x").find("at most 258 characters") !=
          std::string::npos);
  }

  TEST_CASE("a value made in memory cannot hold a quote") {
    Invocation invocation;
    const auto set = [&](const char* name, const char* value) {
      launcher::set_option(invocation, *find_option(name), std::string(value));
    };
    CHECK_THROWS_WITH_AS(
        set("name", "a\"b"),
        "bad command line: --name a\"b: a value cannot hold a quote. Run drivelaunch --help for the "
        "options.",
        Error);
    set("name", "plain");
    invocation.has_program = true;
    invocation.program = "a\"b";
    CHECK_THROWS_AS(print_invocation(invocation), std::invalid_argument);
  }

  TEST_CASE("a line is printed in one order, values in quotes where they may need them") {
    struct Row {
      std::string line;
      std::string printed;
    };
    const Row rows[] = {
        {R"(-- x.exe)", R"(-- "x.exe")"},
        {R"(run   --chdir D:\data\   --name=Nightly --config C:\d.ini --   "C:\a b.exe" --full "a b")",
         R"(--config "C:\d.ini" --name "Nightly" --chdir "D:\data\" -- "C:\a b.exe" --full "a b")"},
        {R"(--name "" --chdir "" -- x)", R"(--name "" --chdir "" -- "x")"},
        {R"(--drive T=\\n\b --drive S=\\n\a -- x)", R"(--drive "T=\\n\b" --drive "S=\\n\a" -- "x")"},
        {R"(--only "S" --timeout "2m" --quiet -- x)", R"(--only S --timeout 2m --quiet -- "x")"},
        {R"(--only=--help -- x)", R"(--only "--help" -- "x")"},
        {"--help", "--help"},
        {"--version --help --", "--help --version"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.line);
      CHECK(print_invocation(parse_invocation(row.line)) == row.printed);
      CHECK(print_invocation(parse_invocation(row.printed)) == row.printed);
    }
  }

  TEST_CASE("what is printed is read back as it was, whatever the values hold") {
    constexpr unsigned kSeed = 20240608;
    CAPTURE(kSeed);
    RandomInvocation random(kSeed);
    for (int round = 0; round < 5000; ++round) {
      const Invocation made = random.make();
      const std::string line = print_invocation(made);
      CAPTURE(line);
      REQUIRE(without_token(parse_invocation(line)) == made);
    }
  }

  TEST_CASE("what a %VARIABLE% brings into a quoted value is part of that value, or the line is refused") {
    // Task Scheduler expands %VARIABLES% in Arguments before we see them.
    const std::vector<std::string> harmless{"",          " ",           "D:\\data\\", "a b",  "--",   " -- ",
                                            "--verbose", "x --verbose", "\\\\",       "a=b,", "^%&|", "run",
                                            "\u00fc",    "$(Arg0)",     "-- x.exe",   "'"};
    for (const std::string& value : harmless) {
      CAPTURE(value);
      Invocation expected;
      expected.name = value;
      expected.chdir = value;
      expected.has_program = true;
      expected.program = "x.exe";
      expected.tail = " 1";
      const std::string line = fmt::format(R"(--name "{0}" --chdir "{0}" -- "x.exe" 1)", value);
      CHECK(without_token(parse_invocation(line)) == expected);
    }
    // Quotes of its own around the whole value, a stray one, and what could then become an option or PROGRAM.
    const std::vector<std::string> quoted{"\"D:\\data\"",
                                          "\"a b\"",
                                          "\"",
                                          "\"\"",
                                          "a\"b",
                                          "\" --verbose \"",
                                          "\"--verbose\"",
                                          "\"x --verbose\"",
                                          "\"x --quiet y\"",
                                          "\"x -- y\"",
                                          "\"--\"",
                                          "\" -- \"",
                                          "\"x --name=y\"",
                                          "x\" \"y",
                                          "D:\\\""};
    for (const std::string& value : quoted) {
      CAPTURE(value);
      CHECK_FALSE(refusal_of("--name \"" + value + "\" -- \"x.exe\" 1").empty());
      CHECK_FALSE(refusal_of("--chdir=\"" + value + "\" -- \"x.exe\" 1").empty());
    }
  }

  TEST_CASE("a value has one pair of quotes around all of it, and those may follow a =") {
    const auto drives = std::vector<std::string>{R"(S=\\srv\a b)"};
    CHECK(parse_invocation(R"(--drive "S=\\srv\a b" -- x)").drives == drives);
    CHECK(parse_invocation(R"(--drive S="\\srv\a b" -- x)").drives == drives);
    CHECK(parse_invocation(R"(--drive=S="\\srv\a b" -- x)").drives == drives);
    CHECK(parse_invocation(R"(--drive="S=\\srv\a b" -- x)").drives == drives);
    CHECK(parse_invocation(R"(--chdir="D:\x y" -- x)").chdir == R"(D:\x y)");
    CHECK(parse_invocation(R"(--chdir="" -- x)").chdir == "");
    for (const char* word : {R"(a"b c")", R"("a b"c)", R"("a""b")", R"(a=b"c d")", R"(="a"b"")", R"("a"="b")",
                             R"(D:\"x y"\z)"}) {
      CAPTURE(word);
      CHECK(refusal_of("--name " + std::string(word) + " -- x").find("quotes that are not one pair around") !=
            std::string::npos);
    }
  }

  TEST_CASE("--quotes is written where a %VARIABLE% could bring quotes into our part of the line") {
    struct Row {
      const char* line;
      const char* quotes;  // nullptr: none are counted
    };
    const Row rows[] = {
        {R"(--name a --chdir "D:\x" -- "x.exe" "%TEMP%" $(Arg0))", nullptr},
        {R"(--chdir "%X%" -- "x.exe")", "4"},
        {R"(--name a --chdir "%X%" -- "x.exe" "b c" -- "d")", "10"},
        {R"(--config "%X%" -- "x.exe" "b c")", "6"},
        {R"(-- "%X%\x.exe" a)", "2"},
        {R"(--chdir "%X%" -- "x.exe" "%TEMP%" a)", "4+0"},
        {R"(--chdir "%X%" -- "x.exe" $(Arg0) -- "a" -- "b")", "4+2"},
        {R"(--chdir "%X%" -- "x.exe" $$)", "4+0"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.line);
      Invocation invocation = parse_invocation(row.line);
      const std::optional<std::string> quotes = launcher::count_quotes(invocation);
      CHECK(quotes.value_or("none") == (row.quotes != nullptr ? row.quotes : "none"));
      invocation.quotes = quotes;
      const std::string line = print_invocation(invocation);
      CHECK(line.starts_with("--quotes ") == quotes.has_value());
      const Invocation again = parse_invocation(line);
      CHECK_NOTHROW(launcher::require_counted_quotes(line, again));
      CHECK(launcher::count_quotes(again) == quotes);
    }
  }

  TEST_CASE("what a %VARIABLE% brings becomes neither an option nor PROGRAM in a line that taskxml wrote") {
    const std::vector<std::string> attacks{R"(a" --log "b)",
                                           R"(a" --only S --log "b)",
                                           R"(a" -- "evil.exe)",
                                           R"(a" -- evil.exe ")",
                                           R"(a" --quotes 4 -- "evil.exe)",
                                           R"(a" --was-command "b" -- "evil.exe" "c)",
                                           R"(a" --verbose --name "b)"};
    for (const std::string tail : {"", " a \"b c\"", " \"%TEMP%\"", " $(Arg0) -- \"x\"", " -- \"$(Arg0)\""}) {
      for (const std::string before : {"", "--was split ", "--was-command \"|x|\" "}) {
        const std::string line = "--chdir \"%X%\" " + before + "-- \"x.exe\"" + tail;
        Invocation invocation = parse_invocation(line);
        invocation.quotes = launcher::count_quotes(invocation);
        const std::string wrapped = print_invocation(invocation);
        const auto run_with = [&](const std::string& value) {
          std::string expanded = wrapped;
          expanded.replace(expanded.find("%X%"), 3, value);
          CAPTURE(expanded);
          const Invocation parsed = parse_invocation(expanded);
          launcher::require_counted_quotes(expanded, parsed);
          CHECK(parsed.chdir == value);
          CHECK(parsed.program == "x.exe");
        };
        for (const char* value : {"D:\\data", "", "a b", "-- x", "--log y", "$(Arg0)"})
          CHECK_NOTHROW(run_with(value));
        for (const std::string& value : attacks) {
          CAPTURE(value);
          CHECK_THROWS_AS(run_with(value), Error);
        }
      }
    }
  }

  TEST_CASE("what a %VARIABLE% brings without quotes around it is one plain value, or the line is refused") {
    for (const char* value : {"", " ", "--", "--verbose", "-- y", "a b", "\"a", "\"a\"b\"c\" d", "\t"}) {
      CAPTURE(value);
      CHECK_FALSE(refusal_of("--name " + std::string(value) + " -- \"x.exe\" 1").empty());
    }
    CHECK(parse_invocation("--name \"a b\" -- \"x.exe\"").name == "a b");
    CHECK(parse_invocation("--chdir D:\\data\\ -- \"x.exe\"").chdir == "D:\\data\\");
  }

  TEST_CASE("a list of names has a name between any two commas") {
    CHECK(parse_name_list("S") == std::vector<std::string>{"S"});
    CHECK(parse_name_list("S,T,media") == std::vector<std::string>{"S", "T", "media"});
    for (const char* text : {"", ",", "S,", ",S", "S,,T", "S, T", "S T", "S;T", "S:", "con"}) {
      CAPTURE(text);
      CHECK_THROWS_AS(parse_name_list(text), std::invalid_argument);
    }
  }

  TEST_CASE("the nearest word is one that could have been meant") {
    using launcher::find_nearest;
    const std::vector<std::string_view> known{"config", "only", "drive", "S"};
    CHECK(find_nearest("confg", known) == "config");
    CHECK(find_nearest("ONYL", known) == "only");
    CHECK(find_nearest("drives", known) == "drive");
    CHECK(find_nearest("s", known) == "S");
    CHECK(find_nearest("T", known).empty());
    CHECK(find_nearest("", known).empty());
    CHECK(find_nearest("password", known).empty());
    CHECK(find_nearest(std::string(100000, 'x'), known).empty());
    CHECK(find_nearest("x", {}).empty());
  }
}
