#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/text_encoding.hpp"
#include "taskxml/report/show.hpp"
#include "taskxml/rewrite/rewrite.hpp"
#include "taskxml/rewrite/verify.hpp"
#include "taskxml/task/read_deciding.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_text.hpp"
#include "tests/fuzz/expect.hpp"

using taskxml::Action;
using taskxml::ActionKind;
using taskxml::CodePage;
using taskxml::Document;
using taskxml::Edit;
using taskxml::Finding;
using taskxml::RewriteRequest;
using taskxml::RewriteResult;
using taskxml::Span;
using taskxml::Task;

namespace {

const taskxml::FileName kName{"nightly.xml", "nightly.xml", "nightly"};

/// Options for the launcher and for the file, by the size of the input.
RewriteRequest request_for(std::size_t size) {
  RewriteRequest request;
  request.selection = taskxml::Selection::parse(std::vector<std::string>{"name=*"});
  request.wants_diff = true;
  if (size % 2 == 1) {
    request.invocation.config = "D:\\R&D\\drives.ini";
    request.invocation.drives = {"S=\\\\fs01\\projects"};
  }
  if (size % 8 == 2) request.invocation.chdir = "T:\\";
  if (size % 4 == 3) request.input_encoding = CodePage::parse("cp932");
  return request;
}

RewriteRequest unwrapping(RewriteRequest request) {
  request.unwraps = true;
  request.invocation = {};
  return request;
}

void check_findings(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    const std::string message = format_finding(kName.shown, finding);
    expect(finding.line != 0, "a finding has a line");
    expect(launcher::find_invalid_utf8(message) == std::string::npos, "a message is valid UTF-8");
    expect(std::none_of(message.begin(), message.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
           "a message is one line");
  }
}

RewriteResult rewrite(const std::string& bytes, const RewriteRequest& request) {
  RewriteResult result = taskxml::rewrite(kName, bytes, request);
  check_findings(result.notes);
  check_findings(result.refusals);
  expect(!result.is_refused() || result.bytes.empty(), "a refused file has no result");
  return result;
}

/// Where the Exec actions of a file are.
std::vector<Span> find_execs(const Document& document) {
  std::vector<Span> execs;
  taskxml::TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) {
    for (const Action& action : task.actions) {
      if (action.kind == ActionKind::exec) execs.push_back({action.begin, action.end});
    }
  };
  read_tasks(document.text(), visitor);
  return execs;
}

/// The bytes of a file without its Exec actions.
std::string without_execs(const std::string& bytes, const RewriteRequest& request) {
  const Document document = Document::decode(bytes, request.input_encoding);
  std::vector<Edit> edits;
  for (const Span& exec : find_execs(document))
    edits.push_back({exec.begin, exec.end, {}});
  return document.apply(edits);
}

/// rewrite() proves what it has written where it has changed something; here the whole of it is read again.
void check_whole_proof(const std::string& bytes, const RewriteResult& result, const RewriteRequest& request) {
  const Document before = Document::decode(bytes, request.input_encoding);
  const Document after = Document::decode(result.bytes, request.input_encoding);
  verify_rewrite(before.text(), find_execs(before), taskxml::declaration_length(before.text()), after.text(),
                 taskxml::declaration_length(after.text()));
}

bool is_read(const Document& document, void (*read)(std::string_view, const taskxml::TaskVisitor&)) {
  taskxml::TaskVisitor visitor;
  visitor.on_task = [](const Task&) {};
  try {
    read(document.text(), visitor);
    return true;
  } catch (const taskxml::Malformed&) {
    return false;
  }
}

/// That tinyxml2 refuses no file as a whole that it does not refuse by the parts that decide.
void check_second_reading(const std::string& bytes, const RewriteRequest& request) {
  std::optional<Document> document;
  try {
    document = Document::decode(bytes, request.input_encoding);
  } catch (const taskxml::Malformed&) {
    return;
  }
  expect(is_read(*document, taskxml::read_tasks) == is_read(*document, taskxml::read_deciding),
         "G14: both ways of reading twice accept and refuse the same");
}

void check(const std::string& bytes) {
  const RewriteRequest request = request_for(bytes.size());
  check_second_reading(bytes, request);
  const RewriteResult wrapped = rewrite(bytes, request);
  const RewriteResult original = rewrite(bytes, unwrapping(request));
  check_findings(taskxml::show(kName, bytes, request.input_encoding).refusals);
  if (!original.is_refused()) check_whole_proof(bytes, original, request);
  if (wrapped.is_refused()) return;

  check_whole_proof(bytes, wrapped, request);
  expect(without_execs(wrapped.bytes, request) == without_execs(bytes, request),
         "G12: bytes outside the Exec actions are identical");
  expect(wrapped.diff.empty() == !wrapped.has_changed, "there is a diff where something changed");
  expect(rewrite(wrapped.bytes, request).bytes == wrapped.bytes, "G12: wrap twice is once");
  // What is already wrapped is unwrapped first, so both ways lead to the same original.
  expect(!original.is_refused(), "what can be wrapped again can be unwrapped");
  expect(rewrite(wrapped.bytes, unwrapping(request)).bytes == original.bytes,
         "G12: unwrap gives the original");
  expect(rewrite(original.bytes, request).bytes == wrapped.bytes, "wrap of wrapped is wrap of unwrapped");

  RewriteRequest converting = request;
  converting.to_utf16 = true;
  const RewriteResult converted = rewrite(bytes, converting);
  if (!converted.is_refused()) {
    expect(rewrite(converted.bytes, converting).bytes == converted.bytes, "what is converted stays so");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const std::exception& error) {
    // A finding about the input is a result; an exception is a defect, a result that does not verify
    // included.
    expect(false, error.what());
  }
  return 0;
}
