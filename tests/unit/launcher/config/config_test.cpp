#include "launcher/config/config.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/text/text_encoding.hpp"

using launcher::Config;
using launcher::ConfigError;
using launcher::Error;
using launcher::EventLog;
using launcher::parse_config;
using launcher::Verify;
using std::chrono::milliseconds;

namespace {

using Messages = std::vector<std::string>;

Messages errors_of(std::string_view text, const std::vector<std::string>& only = {}) {
  try {
    parse_config(text, "drives.ini", only);
  } catch (const ConfigError& error) {
    CHECK(error.exit_code() == 0x8007000D);
    return error.messages();
  }
  return {};
}

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string as_utf16(std::string_view text) {
  std::string bytes = "\xFF\xFE";
  for (const char16_t unit : launcher::utf16_from_utf8(text)) {
    bytes.push_back(static_cast<char>(unit & 0xFF));
    bytes.push_back(static_cast<char>(unit >> 8U));
  }
  return bytes;
}

}  // namespace

TEST_SUITE("config") {
  TEST_CASE("a section needs a path only, everything else has its default") {
    const Config config = parse_config("[drive.S]\npath = \\\\fs01\\projects\n", "drives.ini", {});
    CHECK(config.file == "drives.ini");
    CHECK(config.warnings.empty());
    CHECK_FALSE(config.settings.log);
    CHECK(config.settings.log_size == 4194304);
    CHECK(config.settings.event_log == EventLog::failures);
    REQUIRE(config.connections.size() == 1);
    const auto& drive = config.connections[0];
    CHECK(drive.letter->letter() == 'S');
    CHECK(drive.name == "S");
    CHECK(drive.path.text() == R"(\\fs01\projects)");
    CHECK_FALSE(drive.credential);
    CHECK(drive.timeout == std::chrono::minutes(2));
    CHECK(drive.on_conflict == launcher::OnConflict::fail);
    CHECK(drive.verify == Verify::reachable);
    CHECK(drive.required);
    CHECK_FALSE(drive.encrypt);
    CHECK(drive.line == 1);
  }

  TEST_CASE("every supported key is read, case and blanks aside, connections in the order of the file") {
    const Config config = parse_config(
        "# one comment\n  ; and another\n\n"
        "[ Launcher ]\nLOG =\tD:\\logs\\drives.log \nEvent-Log=OFF\n"
        "[drive.t]\n Path=//nas/backup/\n\ttimeout = 90s\nverify = Writable\nrequired = No\n"
        "on-conflict = fail\nencrypt = no\n"
        "[DRIVE.A:]\npath = \\\\fs01\\a\nverify = none\nrequired = yes\n",
        "drives.ini", {});
    CHECK(config.settings.log == "D:\\logs\\drives.log");
    CHECK(config.settings.event_log == EventLog::off);
    REQUIRE(config.connections.size() == 2);
    CHECK(config.connections[0].name == "T");
    CHECK(config.connections[0].line == 7);
    CHECK(config.connections[0].path.text() == R"(\\nas\backup)");
    CHECK(config.connections[0].timeout == milliseconds(90000));
    CHECK(config.connections[0].verify == Verify::writable);
    CHECK_FALSE(config.connections[0].required);
    CHECK(config.connections[1].name == "A");
    CHECK(config.connections[1].verify == Verify::none);
    CHECK(config.connections[1].required);
  }

  TEST_CASE("a value is the whole rest of its line") {
    struct Row {
      std::string value;
      std::string path;
    };
    const Row rows[] = {
        {R"(\\nas\backup#2024)", R"(\\nas\backup#2024)"},
        {R"(\\nas\a;b\c;d)"
         "\\",
         R"(\\nas\a;b\c;d)"},
        {R"(\\nas\in\c;d)", R"(\\nas\in\c;d)"},
        {R"(\\nas\a #b ; c\)", R"(\\nas\a #b ; c)"},
        {R"(\\nas\a # b;/)", R"(\\nas\a # b;)"},
        {R"(\\nas\a=b)", R"(\\nas\a=b)"},
        {R"(\\nas\[x])", R"(\\nas\[x])"},
        {"\\\\nas\\two  blanks \t ", R"(\\nas\two  blanks)"},
        {R"(\\nas\100%)", R"(\\nas\100%)"},
        {R"(\\nas\50% of 100%)", R"(\\nas\50% of 100%)"},
        {R"(\\nas\Bob's 'own')", R"(\\nas\Bob's 'own')"},
        {"\\\\nas\\M\u00fcller\u2019s", "\\\\nas\\M\u00fcller\u2019s"},
        {"\\\\nas\\\u201eBest of\u201c", "\\\\nas\\\u201eBest of\u201c"},
        // a zero width joiner inside a word, an ideographic space
        {"\\\\nas\\\u0645\u06cc\u200c\u062e", "\\\\nas\\\u0645\u06cc\u200c\u062e"},
        {"\\\\nas\\\u5171\u6709\u3000\u8cc7\u6599", "\\\\nas\\\u5171\u6709\u3000\u8cc7\u6599"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.value);
      const Config config = parse_config("[drive.S]\npath = " + row.value + "\n", "f", {});
      CHECK(config.connections.at(0).path.text() == row.path);
    }
  }

  TEST_CASE("encodings and line ends make no difference") {
    const std::string text =
        "; caf\u00e9\n[drive.S]\npath = \\\\fs01\\b\u00fccher \U0001F600\n\n[drive.T]\n"
        "path = \\\\fs01\\t";
    std::string crlf;
    for (const char c : text)
      crlf += c == '\n' ? "\r\n" : std::string(1, c);
    for (const std::string& bytes : {text, "\xEF\xBB\xBF" + text, as_utf16(text), crlf, as_utf16(crlf)}) {
      CAPTURE(bytes);
      const Config config = parse_config(bytes, "f", {});
      REQUIRE(config.connections.size() == 2);
      CHECK(config.connections[0].path.text() == "\\\\fs01\\b\u00fccher \U0001F600");
      CHECK(config.connections[1].line == 5);
    }
    for (const char* name : {"utf8-bom-crlf.ini", "utf16.ini"}) {
      const Config config =
          parse_config(read_bytes(DRIVELAUNCH_TEST_DATA "/config/" + std::string(name)), name, {});
      CHECK(config.connections.at(0).path.text() == "\\\\fs01\\b\u00fccher");
    }
  }

  TEST_CASE("a file without connections is read") {
    CHECK(parse_config("", "f", {}).connections.empty());
    CHECK(parse_config("\xEF\xBB\xBF", "f", {}).connections.empty());
    CHECK(parse_config("\xFF\xFE", "f", {}).connections.empty());
    CHECK(parse_config("[launcher]\r\n", "f", {}).connections.empty());
  }

  TEST_CASE("the sample is read: a minimal drive, one with every setting, one that may be missing, a share") {
    const Config config = parse_config(read_bytes(DRIVELAUNCH_SAMPLES "/drives.ini"), "drives.ini", {});
    REQUIRE(config.connections.size() == 4);
    CHECK(config.connections[0].timeout == launcher::kDefaultTimeout);
    CHECK(config.connections[1].timeout == std::chrono::minutes(5));
    CHECK(config.connections[1].verify == Verify::writable);
    CHECK_FALSE(config.connections[2].required);
    CHECK_FALSE(config.connections[3].letter);
    CHECK(config.settings.event_log == EventLog::failures);
  }

  TEST_CASE("what is wrong is named with file, line, text and what to write instead") {
    struct Row {
      std::string text;
      std::string message;
    };
    const std::string drive = "[drive.S]\npath = \\\\fs01\\p\n";
    const std::string user_advice =
        "drives.ini holds neither a user nor a password: drivelaunch credential set NAME --user USER --server "
        "HOST "
        "asks for the password; write credential = NAME here.";
    const Row rows[] = {
        // lines
        {"path = \\\\a\\b\n",
         R"(drives.ini:1: key before any section: "path". Write [launcher] or [drive.LETTER] on a line above it.)"},
        {"\n\npath\n",
         R"(drives.ini:3: line without =: "path". Write key = value; a comment starts with ; and has a line of its own.)"},
        {drive + "nonsense\n",
         R"(drives.ini:3: line without =: "nonsense". Write key = value; a comment starts with ; and has a line of its own.)"},
        {drive + " = 5\n", R"(drives.ini:3: no key before =: "= 5". Write key = value.)"},
        {"[]\npath = x\n",
         R"(drives.ini:1: section without a name: "[]". Write [launcher], [drive.LETTER] or [share.NAME].)"},
        {"[ \t ]\n",
         "drives.ini:1: section without a name: \"[ ? ]\". Write [launcher], [drive.LETTER] or "
         "[share.NAME]."},
        {"[drive.S\n",
         R"(drives.ini:1: section without its closing bracket: "[drive.S". Write [launcher], [drive.LETTER] or [share.NAME].)"},
        {"[drive.S] ; main\npath = \\\\fs01\\p\n",
         R"(drives.ini:1: text after the closing bracket: "[drive.S] ; main". End the line there; a comment needs a line of its own.)"},
        // sections
        {"[drives.S]\npath = x\n",
         R"(drives.ini:1: unknown section: "[drives.S]". The nearest is [drive.S].)"},
        {"[drive]\n", R"(drives.ini:1: unknown section: "[drive]". The nearest is [drive.LETTER].)"},
        {"[shares]\n", R"(drives.ini:1: unknown section: "[shares]". The nearest is [share.NAME].)"},
        {"[dryve.a\x1d b]\n",
         R"(drives.ini:1: unknown section: "[dryve.a? b]". The nearest is [drive.LETTER].)"},
        {"[luncher]\n", R"(drives.ini:1: unknown section: "[luncher]". The nearest is [launcher].)"},
        {"[connections]\n",
         R"(drives.ini:1: unknown section: "[connections]". The sections are [launcher], [drive.LETTER] and [share.NAME].)"},
        {"[drive.SS]\npath = \\\\fs01\\p\n",
         R"(drives.ini:1: bad drive letter: "[drive.SS]". Write one letter, A to Z: [drive.S].)"},
        {"[drive.]\npath = \\\\fs01\\p\n",
         R"(drives.ini:1: bad drive letter: "[drive.]". Write one letter, A to Z: [drive.S].)"},
        {drive + "[launcher]\n[drive.s]\npath = \\\\fs01\\q\n",
         R"(drives.ini:4: section given twice: "[drive.s]". The first is [drive.S] on line 1; keep one.)"},
        {"[launcher]\n[LAUNCHER]\n",
         R"(drives.ini:2: section given twice: "[LAUNCHER]". The first is [launcher] on line 1; keep one.)"},
        // keys
        {drive + "[drive.T]\n",
         R"(drives.ini:3: no path: "[drive.T]". Write path = \\server\share below it.)"},
        {drive + "timeuot = 5m\n", R"(drives.ini:3: unknown key: "timeuot". The nearest is timeout.)"},
        {drive + "user = me\n", "drives.ini:3: unknown key: \"user\". " + user_advice},
        {drive + "Password = swordfish\n", "drives.ini:3: unknown key: \"Password\". " + user_advice},
        {"[launcher]\nusername = me\n", "drives.ini:2: unknown key: \"username\". " + user_advice},
        {drive + "persistent = no\n",
         R"(drives.ini:3: unknown key: "persistent". Leave it out: a run disconnects at its end what it connected, and nothing is remembered.)"},
        {drive + "letter = T\n",
         R"(drives.ini:3: unknown key: "letter". The letter is part of the section's name: [drive.S].)"},
        {drive + "unc = x\n", R"(drives.ini:3: unknown key: "unc". Write path = \\server\share.)"},
        {drive + "colour = red\n",
         R"(drives.ini:3: unknown key: "colour". The keys here are path, credential, timeout, on-conflict, verify, required, encrypt.)"},
        {drive + "event-log = off\n",
         R"(drives.ini:3: unknown key: "event-log". The keys here are path, credential, timeout, on-conflict, verify, required, encrypt.)"},
        {"[launcher]\ntimeout = 5m\n",
         R"(drives.ini:2: unknown key: "timeout". The keys here are log, log-size, event-log.)"},
        {drive + "PATH = \\\\fs01\\q\n",
         R"(drives.ini:3: key given twice: "PATH". The first is on line 2; keep one.)"},
        // values
        {"[drive.S]\npath = fs01\\p\n",
         R"(drives.ini:2: bad path: "fs01\p". A UNC path starts with two backslashes: \\server\share.)"},
        {"[drive.S]\npath = \\\\fs01\n",
         R"(drives.ini:2: bad path: "\\fs01". The share is missing: \\server\share.)"},
        {"[drive.S]\npath = \"\\\\fs01\\my files\"\n",
         R"(drives.ini:2: bad path: ""\\fs01\my files"". A UNC path starts with two backslashes: \\server\share. Leave the quotes out: they are part of the value.)"},
        {"[drive.S]\npath =\n",
         R"(drives.ini:2: bad path: "". A UNC path starts with two backslashes: \\server\share.)"},
        {drive + "timeout = 5\n",
         R"(drives.ini:3: bad timeout: "5". A duration is a whole number and a unit, ms, s, m or h: 90s, 2m.)"},
        {drive + "timeout = 2m ; long\n",
         R"(drives.ini:3: bad timeout: "2m ; long". A duration is a whole number and a unit, ms, s, m or h: 90s, 2m. A comment needs a line of its own.)"},
        {drive + "verify = wirtable\n",
         R"(drives.ini:3: bad verify: "wirtable". It is reachable, writable or none.)"},
        {drive + "on-conflict = force\n",
         R"(drives.ini:3: bad on-conflict: "force". It is fail or replace.)"},
        {drive + "required = maybe\n", R"(drives.ini:3: bad required: "maybe". It is yes or no.)"},
        {drive + "encrypt = 1\n", R"(drives.ini:3: bad encrypt: "1". It is yes or no.)"},
        {drive + "credential = a b\n",
         R"(drives.ini:3: bad credential: "a b". A name has 1 to 64 of A-Z a-z 0-9 . _ - and is not the name of a device.)"},
        {"[launcher]\nevent-log = none\n",
         R"(drives.ini:2: bad event-log: "none". It is failures, all or off.)"},
        {"[launcher]\nlog = \\\\fs01\\logs\\x.log\n",
         R"(drives.ini:2: bad log: "\\fs01\logs\x.log". It is the full path of a file on a drive of this machine: D:\logs\drives.log.)"},
        {"[launcher]\nlog = D:\\logs\\\n",
         R"(drives.ini:2: bad log: "D:\logs\". It is the full path of a file on a drive of this machine: D:\logs\drives.log.)"},
        {"[launcher]\nlog = D:x.log\n",
         R"(drives.ini:2: bad log: "D:x.log". It is the full path of a file on a drive of this machine: D:\logs\drives.log.)"},
        {"[launcher]\nlog = D:\\a.log:b\n",
         R"(drives.ini:2: bad log: "D:\a.log:b". A character that no file name can hold; write the full path of a file on a drive of this machine: D:\logs\drives.log.)"},
        {"[launcher]\nlog = C:\\%USERNAME%.log\n",
         R"(drives.ini:2: bad log: "C:\%USERNAME%.log". %VARIABLES% are not expanded in this file; write the full path of a file on a drive of this machine: D:\logs\drives.log.)"},
        // a control character cannot break the line
        {drive + "verify = \x1b[31m\rno\n",
         R"(drives.ini:3: bad verify: "?[31m?no". It is reachable, writable or none.)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      CHECK(errors_of(row.text) == Messages{row.message});
    }
  }

  TEST_CASE(
      "habits from other files are reported with what to write, and only where the text cannot be meant") {
    struct Row {
      std::string line;
      std::string message;  ///< behind the offending text
    };
    const std::string quotes =
        "A UNC path starts with two backslashes: \\\\server\\share. Leave the quotes out: they are part of "
        "the "
        "value.";
    const auto comment = [](const std::string& instead, const std::string& whole) {
      return "A comment needs a line of its own: write path = " + instead +
             ". If the whole text is the name, write " + whole + "\\.";
    };
    const std::string variable = "%VARIABLES% are not expanded in this file; write the name itself.";
    const Row rows[] = {
        // comments
        {R"(path = \\nas\in ; the inbox)", comment(R"(\\nas\in)", R"(\\nas\in ; the inbox)")},
        {R"(path = \\nas\in; the inbox)", comment(R"(\\nas\in)", R"(\\nas\in; the inbox)")},
        {R"(path = \\nas\in;inbox)", comment(R"(\\nas\in)", R"(\\nas\in;inbox)")},
        {R"(path = \\nas\in\a;)", comment(R"(\\nas\in\a)", R"(\\nas\in\a;)")},
        {"path = \\\\nas\\in\t# old", "A control character. A comment needs a line of its own."},
        {R"(path = \\nas\in #old)", comment(R"(\\nas\in)", R"(\\nas\in #old)")},
        {"path = \\\\nas\\in # see a:b",
         "The character : is not allowed in a UNC path. A comment needs a line of its own."},
        {"timeout = 2m # long",
         "A duration is a whole number and a unit, ms, s, m or h: 90s, 2m. A comment needs a line of its "
         "own."},
        // variables
        {R"(path = \\%SERVER%\in)", variable},
        {R"(path = \\nas%\in)", variable},
        {R"(path = \\nas\home\%USERNAME%\)", variable},
        {R"(path = \\nas\%ProgramFiles(x86)%)", variable},
        // quotes of every shape
        {R"(path = "\\nas\in")", quotes},
        {R"(path = '\\nas\in')", quotes},
        {R"(path = `\\nas\in`)", quotes},
        {"path = \u201c\\\\nas\\in\u201d", quotes},
        {"path = \u201e\\\\nas\\in\u201c", quotes},
        {"path = \u00ab\\\\nas\\in\u00bb", quotes},
        {"path = \u2018\\\\nas\\in\u2019", quotes},
        {"path = \u201a\\\\nas\\in\u2018", quotes},
        {"path = \\\\nas\\in\u201d",
         "A quotation mark at its end. Leave the quotes out: they are part of the value."},
        {R"(path = \\nas\in")",
         "The character \" is not allowed in a UNC path. Leave the quotes out: they are part of the value."},
        {"required = \"no\"", "It is yes or no. Leave the quotes out: they are part of the value."},
        {"required = \u201cno\u201d", "It is yes or no. Leave the quotes out: they are part of the value."},
    };
    for (const Row& row : rows) {
      CAPTURE(row.line);
      const bool is_path = row.line.starts_with("path");
      const std::string before = is_path ? "" : "path = \\\\nas\\in\n";
      const std::string value = row.line.substr(row.line.find(" = ") + 3);
      const std::string key = row.line.substr(0, row.line.find(" = "));
      CHECK(errors_of("[drive.S]\n" + before + row.line + "\n") ==
            Messages{"drives.ini:" + std::string(is_path ? "2" : "3") + ": bad " + key + ": \"" +
                     (value.find('\t') == std::string::npos ? value : "\\\\nas\\in?# old") + "\". " +
                     row.message});
    }
    CHECK(errors_of("[launcher]\nlog = D:\\x.log ; here\n") ==
          Messages{
              "drives.ini:2: bad log: \"D:\\x.log ; here\". A comment needs a line of its own: write log = "
              "D:\\x.log."});
  }

  TEST_CASE("an invisible character is shown by its number, once, and nothing else is wrong with its line") {
    struct Row {
      std::string text;
      std::string message;
    };
    const std::string path = "path = \\\\fs01\\p";
    const Row rows[] = {
        {"[drive.S]\n" + path + "\u00a0\n",
         "2: invisible character: \"path = \\\\fs01\\p<U+00A0>\". Delete <U+00A0>, or type the line anew."},
        {"[drive.S]\npath\u00a0= \\\\fs01\\p\n",
         "2: invisible character: \"path<U+00A0>= \\\\fs01\\p\". Delete <U+00A0>, or type the line anew."},
        {"[drive.S]\npath =\u00a0\\\\fs01\\p\n",
         "2: invisible character: \"path =<U+00A0>\\\\fs01\\p\". Delete <U+00A0>, or type the line anew."},
        {"[drive.S]\npath = \\\\fs01\\my\u00a0files\n",
         "2: invisible character: \"path = \\\\fs01\\my<U+00A0>files\". Write an ordinary blank instead of "
         "<U+00A0>."},
        {"[drive.S]\npath = \\\\fs\u200b01\\p\n",
         "2: invisible character: \"path = \\\\fs<U+200B>01\\p\". Delete <U+200B>, or type the line anew."},
        {"[drive.S]\npath = \u202a\\\\fs01\\p\u202c\n",
         "2: invisible character: \"path = <U+202A>\\\\fs01\\p<U+202C>\". Delete <U+202A>, or type the line "
         "anew."},
        {"[drive.S]\npath = \\\\fs01\\p\u200d\n",
         "2: invisible character: \"path = \\\\fs01\\p<U+200D>\". Delete <U+200D>, or type the line anew."},
        {"; x\n\ufeff[drive.S]\n" + path + "\n",
         "2: invisible character: \"<U+FEFF>[drive.S]\". Delete <U+FEFF>, or type the line anew."},
        {"[drive.S\u200b]\n" + path + "\n",
         "1: invisible character: \"[drive.S<U+200B>]\". Delete <U+200B>, or type the line anew."},
        {"[drive.S]\u00a0\n" + path + "\n",
         "1: invisible character: \"[drive.S]<U+00A0>\". Delete <U+00A0>, or type the line anew."},
        {"[drive.S]\n" + path + "\nverify\u00a0=\u00a0writable\n",
         "3: invisible character: \"verify<U+00A0>=<U+00A0>writable\". Delete <U+00A0>, or type the line "
         "anew."},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      CHECK(errors_of(row.text) == Messages{"drives.ini:" + row.message});
      CHECK(errors_of("\xEF\xBB\xBF" + row.text) == Messages{"drives.ini:" + row.message});
    }
    // In comments and in lines that look empty they do no harm.
    CHECK(errors_of("\u00a0; a\u200bb\n\u200b\n#\u00a0\n[drive.S]\n" + path + "\n\u00a0\n").empty());
    CHECK(errors_of("\ufeff[drive.S]\n" + path + "\n").empty());  // the mark of the file itself
  }

  TEST_CASE("every mistake of a file is reported at once, each with its line") {
    const std::string text =
        "[launcher]\nlog = D:\\x.log ; here\n"               // 2
        "[drive.S]\npath = \u201c\\\\nas\\in\u201d\n"        // 4
        "user = me\npassword = swordfish\n"                  // 5, 6
        "verify\u00a0= writable\n"                           // 7
        "[drive.T]\npath = \\\\%SERVER%\\in\ntimeout = 5\n"  // 9, 10
        "[share.media]\npath = \\\\nas\\in #x\n";            // 12
    std::string lines;
    for (const std::string& message : errors_of(text)) {
      CHECK(message.find("swordfish") == std::string::npos);
      lines += message.substr(11, message.find(':', 11) - 11) + " ";
    }
    CHECK(lines == "2 4 5 6 7 9 10 12 ");
  }

  TEST_CASE("a size of the log is a number with a unit, between 64K and 1G") {
    for (const char* bad :
         {"63K", "0M", "2G", "1025M", "4", "4 M", "4MB", "-4M", "99999999999999999999K", ""}) {
      CAPTURE(bad);
      const Messages messages = errors_of("[launcher]\nlog-size = " + std::string(bad) + "\n");
      CHECK(messages.at(0).starts_with("drives.ini:2: bad log-size: "));
    }
    const auto size_of = [](const std::string& text) {
      return parse_config("[launcher]\nlog-size = " + text + "\n[drive.S]\npath = \\\\a\\b\n", "f", {})
          .settings.log_size;
    };
    CHECK(size_of("64K") == 65536);
    CHECK(size_of("4M") == 4194304);
    CHECK(size_of("1g") == 1073741824);
    CHECK(size_of("1024m") == 1073741824);
    CHECK(size_of("0064k") == 65536);
  }

  TEST_CASE("all errors are reported at once, in the order of the lines") {
    const std::string text =
        "orphan = 1\n"          // 1
        "[drive.S]\n"           // 2
        "verify = maybe\n"      // 3
        "junk\n"                // 4
        "pth = \\\\fs01\\p\n"   // 5
        "[drive.T]\n"           // 6
        "path = \\\\fs01\\p\n"  // 7
        "timeout = 0s\n"        // 8
        "[launcher\n"           // 9
        "log = x\n";            // 10: of a section that could not be read, so not judged
    Messages starts;
    for (const std::string& message : errors_of(text))
      starts.push_back(message.substr(0, message.find(": ", message.find(": ") + 1)));
    CHECK(starts ==
          Messages{"drives.ini:1: key before any section", "drives.ini:2: no path",
                   "drives.ini:3: bad verify", "drives.ini:4: line without =", "drives.ini:5: unknown key",
                   "drives.ini:8: bad timeout", "drives.ini:9: section without its closing bracket"});
    try {
      parse_config(text, "drives.ini", {});
    } catch (const ConfigError& error) {
      std::string joined;
      for (const std::string& message : error.messages())
        joined += (joined.empty() ? "" : "\n") + message;
      CHECK(error.what() == joined);
    }
  }

  TEST_CASE("a file of another kind gives a hundred messages and the number of the others") {
    std::string text;
    for (int i = 0; i < 250; ++i)
      text += "<xml>\n";
    const Messages messages = errors_of(text);
    REQUIRE(messages.size() == 101);
    CHECK(messages.back() == "drives.ini:101: and 150 more. Fix the ones above first.");
  }

  TEST_CASE("a long offending text is cut between two characters") {
    std::string text = "[drive.S]\npath = \\\\fs01\\p\nverify = x";
    for (int i = 0; i < 100; ++i)
      text += "\u00fc";
    const std::string message = errors_of(text).at(0);
    CHECK(message.size() < 200);
    CHECK(launcher::find_invalid_utf8(message) == std::string::npos);
    CHECK(message.find("\u00fc...\"") != std::string::npos);
  }

  TEST_CASE("text that is not what its encoding allows is an error with its line") {
    struct Row {
      std::string bytes;
      std::string start;
    };
    const std::string nul = as_utf16("a\nb\n") + std::string("\0\0", 2);
    const Row rows[] = {
        {"a\nb\xFC\n", R"(drives.ini:2: bad encoding: "not valid UTF-8".)"},
        {"\xEF\xBB\xBF\n\n\xC3", R"(drives.ini:3: bad encoding: "not valid UTF-8".)"},
        {std::string("\na\0b", 4), R"(drives.ini:2: bad encoding: "a NUL character".)"},
        {nul, R"(drives.ini:3: bad encoding: "a NUL character".)"},
        {as_utf16("\n\n") + "\x3D\xD8", R"(drives.ini:3: bad encoding: "an unpaired surrogate)"},
        {as_utf16("\n") + "x", R"(drives.ini:2: bad encoding: "UTF-16 with half a character at its end".)"},
        {std::string("\xFE\xFF\0[", 4), R"(drives.ini:1: bad encoding: "not valid UTF-8".)"},
        {std::string("[\0l\0", 4), R"(drives.ini:1: bad encoding: "a NUL character".)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.start);
      const Messages messages = errors_of(row.bytes);
      REQUIRE(messages.size() == 1);
      CHECK(messages[0].starts_with(row.start));
      CHECK(messages[0].ends_with("Save the file as UTF-8, or as UTF-16LE with a byte order mark."));
    }
  }

  TEST_CASE("--only selects by name, case aside") {
    const std::string text =
        "[drive.S]\npath = \\\\fs01\\p\n[drive.T]\npath = \\\\nas\\b\n[drive.U]\npath = \\\\m\\i\n";
    const Config config = parse_config(text, "f", {"u", "S"});
    REQUIRE(config.connections.size() == 2);
    CHECK(config.connections[0].name == "S");
    CHECK(config.connections[1].name == "U");
    CHECK(config.warnings.empty());
  }

  TEST_CASE("what is wrong in a section that --only leaves out is a warning") {
    const std::string text =
        "[drive.S]\npath = \\\\fs01\\p\n[drive.T]\nverify = maybe\njunk\n[share.media]\npath = \\\\m\\i\n";
    const Config config = parse_config(text, "drives.ini", {"S"});
    CHECK(config.connections.size() == 1);
    CHECK(
        config.warnings ==
        Messages{
            R"(drives.ini:3: no path: "[drive.T]". Write path = \\server\share below it.)",
            R"(drives.ini:4: bad verify: "maybe". It is reachable, writable or none.)",
            R"(drives.ini:5: line without =: "junk". Write key = value; a comment starts with ; and has a line of its own.)"});
    CHECK(errors_of(text, {"T"}).size() == 3);
    CHECK(errors_of("[launcher]\nlog = x\n" + text, {"S"}).size() == 1);
    CHECK(errors_of("[drvie.X]\n" + text, {"S"}).size() == 1);
  }

  TEST_CASE("an unknown name in --only is an error of the command line that lists the names") {
    struct Row {
      std::string text;
      std::string name;
      std::string message;
    };
    const std::string two = "[drive.S]\npath = \\\\fs01\\p\n[share.media]\npath = \\\\m\\i\n";
    const Row rows[] = {
        {two, "medai",
         "bad command line: --only medai: drives.ini has no [drive.LETTER] or [share.NAME] of that name. Did "
         "you mean "
         "media? It has S, media."},
        {two, "X",
         "bad command line: --only X: drives.ini has no [drive.LETTER] or [share.NAME] of that name. It has "
         "S, media."},
        {"[launcher]\n", "launcher",
         "bad command line: --only launcher: drives.ini has no [drive.LETTER] or [share.NAME] of that name. "
         "It has no "
         "connection at all."},
    };
    for (const Row& row : rows) {
      CAPTURE(row.name);
      try {
        parse_config(row.text, "drives.ini", {row.name});
        FAIL("accepted");
      } catch (const Error& error) {
        CHECK(error.exit_code() == 0x800700A0);
        CHECK(error.what() == row.message);
      }
    }
  }

  TEST_CASE("two sections of one share are an error, since Windows connects it once for all its folders") {
    const std::string text =
        "[share.a]\npath = \\\\nas\\x\\a\n[share.b]\npath = \\\\NAS\\X\n[share.c]\npath = \\\\nas\\xy\n"
        "[drive.S]\npath = \\\\nas\\x\n";
    CHECK(
        errors_of(text) ==
        Messages{
            R"(drives.ini:3: two sections of one share: "\\NAS\X". [share.a] on line 1 connects it already, with every folder in it; keep one, or name one with --only.)"});
    CHECK(errors_of(text, {"b", "c", "S"}).empty());
  }

  TEST_CASE("two credentials for one server are an error that names both lines") {
    const std::string text =
        "[drive.S]\npath = \\\\nas\\a\n[drive.T]\npath = \\\\NAS\\b\ncredential = backup\n"
        "[drive.U]\npath = \\\\nas.example.org\\c\ncredential = other\n";
    const std::string two =
        R"(drives.ini:3: two credentials for one server: "NAS". T has credential backup, S on line 1 has no credential: Windows allows one user per server, so give both the same.)";
    const auto has = [&](const Messages& messages) {
      return std::find(messages.begin(), messages.end(), two) != messages.end();
    };
    CHECK(has(errors_of(text)));
    CHECK(has(errors_of(text, {"S", "T"})));
    CHECK_FALSE(has(errors_of(text, {"T", "U"})));
    CHECK_FALSE(
        has(errors_of("[drive.S]\npath = \\\\nas\\a\ncredential = Backup\n"
                      "[drive.T]\npath = \\\\NAS\\b\ncredential = backup\n")));
  }

  TEST_CASE("a drive and a share cannot have one name") {
    const Messages messages = errors_of("[drive.S]\npath = \\\\a\\b\n[share.s]\npath = \\\\a\\c\n");
    CHECK(
        messages.at(0) ==
        R"(drives.ini:3: two sections of one name: "[share.s]". The first is [drive.S] on line 1; rename one.)");
  }

  TEST_CASE("event-log is failures, all or off; failures when nothing says otherwise") {
    const std::string drive = "[drive.S]\npath = \\\\fs01\\p\n";
    const auto event_log_of = [&](const std::string& text) {
      return parse_config(text + drive, "drives.ini", {}).settings.event_log;
    };
    CHECK(event_log_of("") == EventLog::failures);
    CHECK(event_log_of("[launcher]\nevent-log = failures\n") == EventLog::failures);
    CHECK(event_log_of("[launcher]\nevent-log = all\n") == EventLog::all);
    CHECK(event_log_of("[launcher]\nevent-log = off\n") == EventLog::off);
  }

  TEST_CASE("an error knows where it is to be logged, if that could be read") {
    const auto settings_of = [](const std::string& text) {
      try {
        parse_config(text, "drives.ini", {});
      } catch (const ConfigError& error) {
        return error.settings();
      }
      FAIL("no error");
      return launcher::LauncherSettings{};
    };
    const auto settings = settings_of("[drive.S]\npath = no\n[launcher]\nlog = D:\\l\nevent-log = off\n");
    CHECK(settings.log == "D:\\l");
    CHECK(settings.event_log == EventLog::off);
    const auto bad = settings_of("[launcher]\nlog = relative\nevent-log = all\n[drive.S]\npath = \\\\a\\b\n");
    CHECK_FALSE(bad.log);
    CHECK(bad.event_log == EventLog::all);
  }

  TEST_CASE("a share has a name of letters, digits, dots, underlines and dashes that is no device") {
    for (const char* bad : {"", "a b", "con", "Lpt1.x", "..", "x.", "\u00fc", "a/b"}) {
      CAPTURE(bad);
      const Messages messages = errors_of("[share." + std::string(bad) + "]\npath = \\\\m\\i\n");
      CHECK(messages.at(0).starts_with("drives.ini:1: bad name of a share: "));
    }
  }
}
