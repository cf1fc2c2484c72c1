#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

RewriteRequest selecting(std::vector<std::string> expressions) {
  RewriteRequest request;
  request.selection = Selection::parse(expressions);
  return request;
}

std::string accepted(std::string_view name) {
  return read_bytes(data_folder() / "accepted" / name);
}

std::string text_of(const std::string& bytes) {
  return std::string(Document::decode(bytes, std::nullopt).text());
}

std::string wrapped_text(std::string_view name) {
  return text_of(rewrite_file(std::filesystem::path(name), accepted(name), wrap_request()).bytes);
}

TEST_SUITE("rewrite") {
  TEST_CASE("G15: a result that nothing could read again is refused before it is written") {
    const std::string bytes = task_with("<Command>S:\\a.exe</Command>");
    RewriteRequest request = wrap_request();
    request.to_utf16 = true;
    const std::string result = rewrite({"n", "n", "n"}, bytes, request).bytes;
    request.largest_result = result.size();
    CHECK(rewrite({"n", "n", "n"}, bytes, request).bytes == result);
    request.largest_result = result.size() - 1;
    const RewriteResult refused = rewrite({"n", "n", "n"}, bytes, request);
    CHECK(refused.bytes.empty());
    CHECK_FALSE(refused.has_changed);
    REQUIRE(refused.refusals.size() == 1);
    CHECK(format_finding("n", refused.refusals[0]) ==
          "n:1: the result would be larger than 256 MB, and nothing could read it again. Put its tasks into "
          "several "
          "files; --encoding keep makes the smaller result");
    request.to_utf16 = false;
    CHECK_FALSE(rewrite({"n", "n", "n"}, bytes, request).is_refused());
    CHECK(RewriteRequest{}.largest_result == kLargestFile);
  }

  TEST_CASE("--name is the URI, else the Group Policy name, else the file's name") {
    CHECK(wrapped_text("only-command.xml").find("--name \"Backup\\Nightly\"") != std::string::npos);
    CHECK(wrapped_text("group-policy.xml").find("--name \"Nightly\"") != std::string::npos);
    CHECK(wrapped_text("no-uri.xml").find("--name \"no-uri\"") != std::string::npos);
    RewriteRequest request = wrap_request();
    request.invocation.name = "mine";
    CHECK(text_of(rewrite({"n", "n", "n"}, accepted("quoted.xml"), request).bytes).find("--name \"mine\"") !=
          std::string::npos);
  }

  TEST_CASE("a file's name that is not UTF-8 is written with replacement characters") {
    const RewriteResult result = rewrite({"n", "n", "a\x81"}, accepted("no-uri.xml"), wrap_request());
    CHECK(text_of(result.bytes).find("--name \"a\xEF\xBF\xBD\"") != std::string::npos);
  }

  TEST_CASE("a name from the file cannot bring options or parameters with it") {
    const std::string text = wrapped_text("strange-uri.xml");
    CHECK(text.find("--name \"a _(Arg0) _ _X_ __\" --chdir \"S:\\jobs\" -- \"S:\\tools\\backup.exe\"") !=
          std::string::npos);
  }

  TEST_CASE("the launcher without a window is for tasks on somebody's desktop") {
    CHECK(wrapped_text("interactive.xml").find("\\drivelaunchw.exe</Command>") != std::string::npos);
    CHECK(wrapped_text("group.xml").find("\\drivelaunchw.exe</Command>") != std::string::npos);
    CHECK(wrapped_text("system.xml").find("\\drivelaunch.exe</Command>") != std::string::npos);
    CHECK(wrapped_text("only-command.xml").find("\\drivelaunch.exe</Command>") != std::string::npos);
    RewriteRequest request = wrap_request();
    request.launcher = "D:\\drivelaunch.exe";
    CHECK(text_of(rewrite({"n", "n", "n"}, accepted("group.xml"), request).bytes)
              .find("<Command>D:\\drivelaunch.exe<") != std::string::npos);
  }

  TEST_CASE("a named file needs no selection, and one takes only what it names") {
    const std::string bytes = accepted("several-tasks.xml");
    CHECK(rewrite({"n", "n", "n"}, bytes, {}).changed_count == 2);
    CHECK(rewrite({"n", "n", "n"}, bytes, selecting({"uses=T"})).changed_count == 1);
    CHECK(rewrite({"n", "n", "n"}, bytes, selecting({"name=\\First"})).changed_count == 1);
    const RewriteResult none = rewrite({"n", "n", "n"}, bytes, selecting({"uses=X"}));
    CHECK_FALSE(none.has_changed);
    CHECK(none.bytes == bytes);
  }

  TEST_CASE("a task of Windows is taken only when a name= matches it") {
    const std::string bytes = accepted("windows-task.xml");
    const RewriteResult left = rewrite({"n", "n", "n"}, bytes, selecting({"all"}));
    CHECK_FALSE(left.has_changed);
    REQUIRE(left.notes.size() == 1);
    CHECK(format_finding("n", left.notes[0]) ==
          "n:2: a task of Windows is left alone: \"\\Microsoft\\Windows\\Defrag\\ScheduledDefrag\". Take it "
          "with "
          "--select name=GLOB");
    const RewriteResult taken = rewrite({"n", "n", "n"}, bytes, selecting({"name=\\Microsoft\\*"}));
    CHECK(taken.has_changed);
    RewriteRequest unwrap;
    unwrap.unwraps = true;
    CHECK(rewrite({"n", "n", "n"}, taken.bytes, unwrap).bytes == bytes);
  }

  TEST_CASE("other actions are left alone and said so") {
    const RewriteResult result = rewrite({"n", "n", "n"}, accepted("other-actions.xml"), wrap_request());
    CHECK(result.changed_count == 1);
    REQUIRE(result.notes.size() == 3);
    CHECK(result.notes[0].what == "a ComHandler action is left alone: it starts no program");
    CHECK(result.notes[1].what == "a SendEmail action is left alone: it starts no program");
    CHECK(result.notes[2].what == "a ShowMessage action is left alone: it starts no program");
  }

  TEST_CASE("one action that cannot be wrapped leaves the whole file as it is, and all of them are named") {
    const std::string bytes = task_with(
        "<Command>a</Command></Exec>\n<Exec><Command>$$</Command></Exec>\n<Exec><WorkingDirectory>x</"
        "WorkingDirectory>");
    const RewriteResult result = rewrite({"n", "n", "n"}, bytes, wrap_request());
    REQUIRE(result.refusals.size() == 2);
    CHECK(result.refusals[0].line == 4);
    CHECK(result.refusals[1].line == 5);
    CHECK(result.bytes.empty());
    CHECK(rewrite({"n", "n", "n"}, bytes, selecting({"command=a"})).changed_count == 1);
  }

  TEST_CASE("an edited action is unwrapped by value, and said so") {
    std::string text =
        text_of(rewrite({"n", "n", "n"}, accepted("arguments-first.xml"), wrap_request()).bytes);
    text.replace(text.find("-- \"S:\\tools"), 12, "-- \"T:\\tools");
    RewriteRequest unwrap;
    unwrap.unwraps = true;
    const RewriteResult result = rewrite({"n", "n", "n"}, text, unwrap);
    REQUIRE(result.notes.size() == 1);
    CHECK(result.notes[0].what.find("edited since it was wrapped") != std::string::npos);
    CHECK(result.bytes.find("<Command>T:\\tools\\backup.exe</Command>") != std::string::npos);
  }

  TEST_CASE("--encoding utf-16 converts the file and makes its declaration true") {
    RewriteRequest request = wrap_request();
    request.to_utf16 = true;
    for (const char* const name : {"utf8-mark.xml", "utf8-declares-utf16.xml", "utf8-no-declaration.xml",
                                   "utf16be-mark.xml", "utf16le-no-mark.xml", "no-exec.xml"}) {
      CAPTURE(name);
      const RewriteResult result = rewrite({"n", "n", "n"}, accepted(name), request);
      CHECK(result.bytes.starts_with("\xFF\xFE"));
      const std::string text = text_of(result.bytes);
      CHECK((!text.starts_with("<?xml") || text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-16\"?>")));
    }
    // An instruction whose name begins like a declaration's is none, whatever it says of an encoding.
    const std::string instruction = accepted("instruction-first.xml");
    const std::string first_line = instruction.substr(0, instruction.find('\n'));
    CHECK(text_of(rewrite({"n", "n", "n"}, instruction, request).bytes).starts_with(first_line));
    const RewriteResult refused = rewrite({"n", "n", "n"}, accepted("cp932-declares-utf16.xml"), request);
    REQUIRE(refused.refusals.size() == 1);
    CHECK(refused.refusals[0].what.find("cannot be converted") != std::string::npos);
    request.input_encoding = CodePage::parse("cp932");
    const RewriteResult converted = rewrite({"n", "n", "n"}, accepted("cp932-declares-utf16.xml"), request);
    CHECK(text_of(converted.bytes).find("\"S:\\\xE8\xA1\xA8\\\xE3\x83\x90") != std::string::npos);
  }

  TEST_CASE("G12: converting a wrapped file again changes nothing, names beyond ASCII included") {
    RewriteRequest request = wrap_request();
    request.input_encoding = CodePage::parse("cp850");
    request.to_utf16 = true;
    const RewriteResult once =
        rewrite({"n", "n", "n"}, read_bytes(data_folder() / "unwrappable" / "bytes-in-name.xml"), request);
    CHECK(text_of(once.bytes)
              .find("--name \"Gr\xC3\xBC\xC3\x9F"
                    "e\"") != std::string::npos);
    CHECK(rewrite({"n", "n", "n"}, once.bytes, request).bytes == once.bytes);
  }

  TEST_CASE("G12: a file of a named code page is restored to the byte, moved text included") {
    RewriteRequest request = wrap_request();
    request.input_encoding = CodePage::parse("cp850");
    RewriteRequest unwrap = unwrap_request();
    unwrap.input_encoding = request.input_encoding;
    for (const char* const name : {"bytes-in-command.xml", "bytes-in-directory.xml", "bytes-in-name.xml"}) {
      CAPTURE(name);
      const std::string bytes = read_bytes(data_folder() / "unwrappable" / name);
      const RewriteResult wrapped = rewrite({"n", "n", "n"}, bytes, request);
      REQUIRE_FALSE(wrapped.is_refused());
      CHECK(wrapped.bytes != bytes);
      CHECK(rewrite({"n", "n", "n"}, wrapped.bytes, request).bytes == wrapped.bytes);
      CHECK(rewrite({"n", "n", "n"}, wrapped.bytes, unwrap).bytes == bytes);
    }
  }

  TEST_CASE("G12: what is added to an ASCII file of a named code page is ASCII, too") {
    RewriteRequest request = wrap_request();
    request.input_encoding = CodePage::parse("cp932");
    const std::string bytes = task_with("<Command>\"S:\\&#x1F4BE;\\a.exe</Command>");
    const RewriteResult wrapped = rewrite({"n", "n", "n"}, bytes, request);
    REQUIRE_FALSE(wrapped.is_refused());
    CHECK(wrapped.bytes.find("\xF0\x9F\x92\xBE") == std::string::npos);
    RewriteRequest unwrap = unwrap_request();
    unwrap.input_encoding = request.input_encoding;
    CHECK(rewrite({"n", "n", "n"}, wrapped.bytes, unwrap).bytes == bytes);
  }

  TEST_CASE("G12: characters that the code page has twice are not moved") {
    RewriteRequest request = wrap_request();
    request.input_encoding = CodePage::parse("cp932");
    std::size_t refused = 0;
    // NEC's and JIS's "because" sign are one character; only one of the two spellings is the way back.
    for (const char* const sign : {"\x87\x9A", "\x81\xE6"}) {
      const RewriteResult result =
          rewrite({"n", "n", "n"}, task_with(fmt::format("<Command>{}</Command>", sign)), request);
      if (!result.is_refused()) continue;
      ++refused;
      CHECK(result.refusals.at(0).what.find("the code page has twice") != std::string::npos);
    }
    CHECK(refused == 1);
  }

  TEST_CASE("a diff shows the decoded text") {
    RewriteRequest request = wrap_request();
    request.wants_diff = true;
    const RewriteResult result = rewrite({"n.xml", "n.xml", "n"}, accepted("no-arguments.xml"), request);
    CHECK(result.diff.starts_with("--- n.xml\n+++ n.xml (wrapped)\n@@ -28,8 +28,8 @@\n"));
    CHECK(result.diff.find("-      <WorkingDirectory>S:\\jobs</WorkingDirectory>\r\n") != std::string::npos);
  }

  TEST_CASE("a long or strange offender is cut and kept on one line") {
    const std::string text = format_finding("f", {3, "what", std::string(99, 'x') + "\xC3\xBC\n", "Advice"});
    CHECK(text == "f:3: what: \"" + std::string(99, 'x') + "...\". Advice");
    CHECK(format_finding("f", {3, "what", "a\nb\x81", ""}) == "f:3: what: \"a<U+000A>b\xEF\xBF\xBD\"");
  }
}

}  // namespace
}  // namespace taskxml::test
