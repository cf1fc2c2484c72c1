#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <map>
#include <string>

#include "tests/unit/taskxml/support.hpp"

// The project's own files: one for each oddity a task definition can have.

namespace taskxml::test {
namespace {

struct Expected {
  std::size_t line;
  std::string_view what;
};

std::string_view stem_of(const std::string& name) {
  return std::string_view(name).substr(0, name.size() - 4);
}

/// Every file of the folder is refused for its own reason at its own line, and every reason has its file.
void check_refusals(std::string_view folder, const std::map<std::string_view, Expected>& expected) {
  std::size_t seen = 0;
  for (const auto& path : files_in(data_folder() / folder)) {
    const std::string name = path.filename().string();
    CAPTURE(name);
    const auto row = expected.find(stem_of(name));
    REQUIRE_MESSAGE(row != expected.end(), "no expectation for this file");
    ++seen;
    const RewriteResult result = rewrite_file(path, read_bytes(path), wrap_request());
    REQUIRE(result.refusals.size() == 1);
    CHECK(result.bytes.empty());
    CHECK_FALSE(result.has_changed);
    const Finding& finding = result.refusals.front();
    CAPTURE(format_finding(name, finding));
    CHECK(finding.line == row->second.line);
    CHECK(finding.what.find(row->second.what) != std::string::npos);
  }
  CHECK(seen == expected.size());
}

TEST_SUITE("data") {
  TEST_CASE(
      "G12 G13: every oddity survives wrap, wrap again, unwrap, other options and a trip through Windows") {
    std::size_t count = 0;
    for (const auto& path : files_in(data_folder() / "accepted")) {
      CAPTURE(path.string());
      CHECK(check_rewriting(path));
      ++count;
    }
    CHECK(count >= 45);
  }

  TEST_CASE("G14: what is not well-formed or no task is refused with its line") {
    check_refusals("malformed",
                   {
                       {"another-vocabulary", {3, "not a task"}},
                       {"bad-name", {24, "a name is missing"}},
                       {"bad-reference", {32, "no XML character"}},
                       {"bare-ampersand", {32, "a bare &"}},
                       {"bare-ampersand-at-end", {32, "a bare &"}},
                       {"cdata-end-in-text", {32, "]]> in text"}},
                       {"cdata-not-closed", {32, "a CDATA section that does not end"}},
                       {"comment-not-closed", {24, "a comment that does not end"}},
                       {"control-character", {5, "a control character"}},
                       {"dashes-in-comment", {24, "-- inside a comment"}},
                       {"declaration-not-first", {2, "an XML declaration that is not at the very start"}},
                       {"declaration-order", {1, "a bad XML declaration"}},
                       {"declaration-version", {1, "a bad XML declaration"}},
                       {"deep", {24, "nested more than 90 deep"}},
                       {"doctype", {2, "DOCTYPE"}},
                       {"empty", {1, "no XML element"}},
                       {"external-entity", {2, "DOCTYPE"}},
                       {"half-a-pair", {5, "half of a surrogate pair"}},
                       {"half-character", {37, "half a character"}},
                       {"instruction-in-task", {24, "a processing instruction inside a task"}},
                       {"joined-files", {2, "an XML declaration that is not at the very start"}},
                       {"less-than-in-attribute", {2, "< in an attribute value"}},
                       {"mismatched", {31, "an end tag that does not match"}},
                       {"no-blank-between-attributes", {2, "a blank is missing inside a tag"}},
                       {"no-quotes", {2, "an attribute value without quotes"}},
                       {"no-space-in-tag", {2, "a slash inside a tag"}},
                       {"no-xml", {1, "text outside the root element"}},
                       {"noncharacter", {5, "a character XML does not allow"}},
                       {"not-closed", {35, "not closed"}},
                       {"nul-after", {37, "a NUL character"}},
                       {"nul-inside", {5, "a NUL character"}},
                       {"nul-utf16", {5, "a NUL character"}},
                       {"only-a-mark", {1, "no XML element"}},
                       {"overlapping", {34, "an end tag that does not match"}},
                       {"prefix-not-declared", {24, "a prefix that is not declared"}},
                       {"surrogate-reference", {32, "no XML character"}},
                       {"tag-not-closed", {20, "a name is missing"}},
                       {"task-without-actions", {1, "not a task"}},
                       {"text-after-root", {37, "text outside the root element"}},
                       {"text-before-root", {2, "text outside the root element"}},
                       {"twice-the-attribute", {2, "an attribute that is there twice"}},
                       {"two-roots", {37, "a second root element"}},
                       {"unknown-entity", {32, "an unknown entity"}},
                       {"upper-case-x", {32, "no XML character"}},
                       {"utf8-after-mark", {5, "invalid UTF-8 after a UTF-8 byte order mark"}},
                   });
  }

  TEST_CASE("G13: what cannot be wrapped so that it runs the same is refused with the reason") {
    check_refusals("unwrappable",
                   {
                       {"ambiguous-quotes", {31, "Command has quotes that can be read in more than one way"}},
                       {"bytes-in-command", {31, "Command holds bytes that are not UTF-8"}},
                       {"bytes-in-directory", {33, "WorkingDirectory holds bytes that are not UTF-8"}},
                       {"bytes-in-name", {30, "the task's name holds bytes that are not UTF-8"}},
                       {"doubled-dollar-in-command", {31, "Command holds $( or $$"}},
                       {"doubled-dollar-in-directory", {33, "WorkingDirectory holds $( or $$"}},
                       {"element-in-command", {31, "an element inside a Command"}},
                       {"empty-command", {30, "an Exec without a Command"}},
                       {"launcher-inside-launcher", {31, "the launcher would start itself"}},
                       {"launcher-unknown-option",
                        {31, "the launcher's Arguments are not understood: there is no such option"}},
                       {"launcher-without-arguments",
                        {31, "the launcher's Arguments are not understood: no program to run"}},
                       {"leading-blank", {31, "Command starts with a blank"}},
                       {"line-break-in-command", {31, "Command holds a line break"}},
                       {"long-batch-line", {31, "cmd.exe's command line would have"}},
                       {"long-directory", {33, "WorkingDirectory is longer than 258 characters"}},
                       {"long-line", {31, "the launcher's command line would have"}},
                       {"namespace-inside", {31, "a namespace declared inside an Exec"}},
                       {"no-command", {30, "an Exec without a Command"}},
                       {"only-quotes", {31, "Command has quotes"}},
                       {"quote-in-directory", {33, "WorkingDirectory has a quote"}},
                       {"quote-in-directory-by-reference", {33, "WorkingDirectory has a quote"}},
                       {"quotes-and-bar", {31, "Command holds both quotes and a bar"}},
                       {"stray-text", {33, "text between the elements of an Exec"}},
                       {"substitution-in-command", {31, "Command holds $( or $$"}},
                       {"substitution-in-directory", {33, "WorkingDirectory holds $( or $$"}},
                       {"substitution-in-directory-by-cdata", {33, "WorkingDirectory holds $( or $$"}},
                       {"substitution-in-directory-by-comment", {33, "WorkingDirectory holds $( or $$"}},
                       {"substitution-in-directory-by-reference", {33, "WorkingDirectory holds $( or $$"}},
                       {"tab-in-directory", {33, "WorkingDirectory holds a line break"}},
                       {"two-commands", {34, "there twice in one Exec"}},
                   });
  }

  TEST_CASE("G12: a file without Exec comes out as it is, also when it is read and named") {
    const auto path = data_folder() / "accepted" / "no-exec.xml";
    const std::string bytes = read_bytes(path);
    const RewriteResult result = rewrite_file(path, bytes, wrap_request());
    CHECK_FALSE(result.has_changed);
    CHECK(result.bytes == bytes);
  }
}

}  // namespace
}  // namespace taskxml::test
