#include "taskxml/task/undeciding.hpp"

#include <doctest/doctest.h>
#include <tinyxml2.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/task/read_deciding.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/agree.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "tests/unit/taskxml/support.hpp"

// tinyxml2 reads less of a task than the scanner. Everything it can find to disagree about, it still has to find,
// but for the texts and the names of empty tags inside elements that decide nothing.

namespace taskxml::test {
namespace {

TokenList tokens_of(std::string_view element) {
  TokenList tokens;
  Scanner scanner(element, Scanner::Prefixes::are_anything);
  while (scanner.next())
    tokens.add(scanner);
  return tokens;
}

std::vector<std::string> names_of(const std::vector<std::size_t>& elements, const TokenList& tokens) {
  std::vector<std::string> names;
  for (const std::size_t element : elements)
    names.emplace_back(tokens.entries()[element].token.name);
  return names;
}

std::vector<std::string> left_out_of(std::string_view task) {
  const TokenList tokens = tokens_of(task);
  return names_of(find_undeciding(tokens, task), tokens);
}

/// The texts of the tasks in the files of the project and, where they are there, in real ones.
std::vector<std::string> tasks_of_all_files() {
  const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
  const std::filesystem::path corpus(other != nullptr ? other : DRIVELAUNCH_CORPUS);
  std::vector<std::string> tasks;
  for (const auto& folder : {data_folder() / "accepted", data_folder() / "unwrappable", corpus / "tasks"}) {
    for (const auto& path : files_in(folder)) {
      const Document document = Document::decode(read_bytes(path), std::nullopt);
      TaskVisitor visitor;
      visitor.on_task = [&](const Task& task) {
        tasks.emplace_back(document.text().substr(task.begin, task.end - task.begin));
      };
      try {
        read_tasks(document.text(), visitor);
      } catch (const Malformed&) {
        // Another test is about these.
      }
    }
  }
  return tasks;
}

bool disagree(std::string_view text, const TokenList& tokens, const std::vector<std::size_t>& left_out) {
  try {
    tinyxml2::XMLDocument reader;
    check_agreement(text, tokens, reader, left_out);
    return false;
  } catch (const Malformed&) {
    return true;
  }
}

/// Whether a byte is inside an element that is left out, and there in a text or in the name of an empty tag.
bool is_undeciding(std::size_t at, std::string_view text, const TokenList& tokens,
                   const std::vector<std::size_t>& left_out) {
  const auto& entries = tokens.entries();
  const auto token = std::find_if(entries.begin(), entries.end(), [&](const TokenList::Entry& entry) {
    return at >= entry.token.begin && at < entry.token.end;
  });
  const bool is_inside = std::any_of(left_out.begin(), left_out.end(), [&](std::size_t element) {
    return at >= entries[element].token.end && at < entries[entries[element].last].token.begin;
  });
  return is_inside && (token->token.kind == TokenKind::text ||
                       (token->token.kind == TokenKind::empty_tag &&
                        token->token.name.find(text[at]) != std::string_view::npos));
}

TEST_SUITE("undeciding") {
  TEST_CASE("of a task, what does not decide about its actions is left out") {
    CHECK(
        left_out_of("<Task><RegistrationInfo><Date>x</Date><URI>u</URI><Author>y</Author></RegistrationInfo>"
                    "<Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>"
                    "<Principals><Principal><UserId>x</UserId></Principal></Principals>"
                    "<Settings><Hidden>true</Hidden></Settings><Data>d</Data>"
                    "<Actions><Exec><Command>c</Command></Exec></Actions></Task>") ==
        std::vector<std::string>{"Date", "Author", "Triggers", "Settings", "Data"});
    CHECK(left_out_of("<t:Task><t:Settings>x</t:Settings><t:Actions>x</t:Actions></t:Task>") ==
          std::vector<std::string>{"t:Settings"});
  }

  TEST_CASE("G14: what could hide an element is not left out") {
    CHECK(left_out_of("<Task><Settings><!-- </Settings><Actions> --></Settings><Data><![CDATA[x]]></Data>"
                      "<Triggers><T id='1'/></Triggers><Empty/></Task>")
              .empty());
  }

  TEST_CASE("G14: both ways of reading twice accept and refuse the same files") {
    std::size_t left_out_count = 0;
    for (const std::string& text : tasks_of_all_files()) {
      const TokenList tokens = tokens_of(text);
      const auto left_out = find_undeciding(tokens, text);
      left_out_count += left_out.size();
      CHECK(disagree(text, tokens, {}) == disagree(text, tokens, left_out));
    }
    CHECK(left_out_count > 100);
    const std::string instruction = "<Task><Settings><a/><?i?></Settings><Actions/></Task>";
    CHECK_THROWS_AS(read_deciding(instruction, {}), Malformed);
  }

  // A scanner that reads something else than is there is the same as another text behind its back.
  TEST_CASE("G14: of a task that was read wrongly all is found that the whole comparison finds") {
    Random random(19);
    constexpr std::string_view kBytes("<>&\"'/!?-]=x \n\0", 15);
    std::size_t found = 0;
    std::size_t passed = 0;
    for (const std::string& text : tasks_of_all_files()) {
      const TokenList tokens = tokens_of(text);
      const auto usually_left_out = find_undeciding(tokens, text);
      for (int i = 0; i < 60; ++i) {
        std::string other = text;
        const std::size_t at = pick(random, text.size());
        other[at] = kBytes[pick(random, kBytes.size())];
        const bool is_found = disagree(other, tokens, find_undeciding(tokens, other));
        found += is_found ? 1 : 0;
        if (is_found || !disagree(other, tokens, {})) continue;
        CAPTURE(text.substr(at < 40 ? 0 : at - 40, 80));
        CAPTURE(other[at]);
        CHECK(is_undeciding(at, text, tokens, usually_left_out));
        CHECK(other[at] != '<');
        ++passed;
      }
    }
    MESSAGE(found << " found; " << passed << " where nothing is decided");
    CHECK(found > 4 * passed);
  }
}

}  // namespace
}  // namespace taskxml::test
