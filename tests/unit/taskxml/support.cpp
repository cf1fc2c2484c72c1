#include "tests/unit/taskxml/support.hpp"
#include "taskxml/rewrite/wrap.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <tinyxml2.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "taskxml/source/file.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::pair<std::size_t, std::size_t>> exec_spans(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) {
    for (const Action& action : task.actions) {
      if (action.kind == ActionKind::exec) spans.emplace_back(action.begin, action.end);
    }
  };
  read_tasks(text, visitor);
  return spans;
}

void drop_comments(tinyxml2::XMLNode* node) {
  for (tinyxml2::XMLNode* child = node->FirstChild(); child != nullptr;) {
    tinyxml2::XMLNode* next = child->NextSibling();
    if (child->ToComment() != nullptr)
      node->DeleteChild(child);
    else
      drop_comments(child);
    child = next;
  }
}

struct Start {
  std::string program;
  std::string arguments;
  std::string directory;
  bool operator==(const Start&) const = default;
};

/// What the actions of a file start, once through the trip, so that what the trip itself loses (text that is
/// only blanks) is lost on both sides.
std::vector<Start> starts_of(const std::string& bytes) {
  std::vector<Start> starts;
  for (const std::string& exec : execs_of(bytes)) {
    const EffectiveAction started = read_effective_action(exec);
    starts.push_back({started.program, started.arguments, started.directory});
    if (!started.is_wrapped) continue;
    const EffectiveAction original = read_effective_action(unwrap_exec(exec).text);
    CHECK(starts.back() == Start{original.program, original.arguments, original.directory});
  }
  return starts;
}

}  // namespace

fs::path data_folder() {
  return fs::path(DRIVELAUNCH_TEST_DATA) / "taskxml";
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  REQUIRE_MESSAGE(file.good(), path.string());
}

TemporaryFolder::TemporaryFolder() {
  std::random_device random;
  path_ = fs::temp_directory_path() / fmt::format("taskxml-test-{:08x}{:08x}", random(), random());
  fs::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

RewriteRequest wrap_request() {
  RewriteRequest request;
  request.selection = Selection::parse(std::vector<std::string>{"name=*"});
  return request;
}

RewriteRequest unwrap_request() {
  RewriteRequest request = wrap_request();
  request.unwraps = true;
  return request;
}

FileName name_of(const fs::path& path) {
  return {.shown = utf8_from_path(path.filename()),
          .relative = utf8_from_path(path.filename()),
          .stem = utf8_from_path(path.stem())};
}

RewriteResult rewrite_file(const fs::path& path, const std::string& bytes, const RewriteRequest& request) {
  return rewrite(name_of(path), bytes, request);
}

std::vector<std::string> execs_of(const std::string& bytes) {
  const Document document = Document::decode(bytes, std::nullopt);
  std::vector<std::string> execs;
  for (const auto& [begin, end] : exec_spans(document.text()))
    execs.emplace_back(document.text().substr(begin, end - begin));
  return execs;
}

std::string without_execs(const std::string& bytes) {
  const Document document = Document::decode(bytes, std::nullopt);
  std::vector<Edit> edits;
  for (const auto& [begin, end] : exec_spans(document.text()))
    edits.push_back({begin, end, {}});
  return document.apply(edits);
}

std::string after_a_trip(const std::string& bytes) {
  const Document document = Document::decode(bytes, std::nullopt);
  // tinyxml2 takes processing instructions only before the root.
  const std::string_view text = document.text();
  const std::size_t end = text.rfind("</");
  const std::size_t length = text.find('>', end) + 1;
  tinyxml2::XMLDocument reader;
  REQUIRE(reader.Parse(text.data(), length) == tinyxml2::XML_SUCCESS);
  drop_comments(&reader);
  tinyxml2::XMLPrinter printer;
  reader.Print(&printer);
  return encode_utf16_file(printer.CStr());
}

bool check_rewriting(const fs::path& path) {
  const std::string original = read_bytes(path);
  CAPTURE(path.string());
  CHECK(Document::decode(original, std::nullopt).apply({}) == original);

  RewriteRequest request = wrap_request();
  const RewriteResult wrapped = rewrite_file(path, original, request);
  if (wrapped.is_refused()) {
    CHECK(wrapped.bytes.empty());
    return false;
  }
  CHECK(wrapped.has_changed == (wrapped.exec_count != 0));
  CHECK(wrapped.changed_count == wrapped.exec_count);
  CHECK_MESSAGE(without_execs(wrapped.bytes) == without_execs(original),
                "G12: bytes outside the Exec actions");
  CHECK_MESSAGE(rewrite_file(path, wrapped.bytes, request).bytes == wrapped.bytes, "G12: wrap twice is once");
  const RewriteResult unwrapped = rewrite_file(path, wrapped.bytes, unwrap_request());
  CHECK_MESSAGE(unwrapped.bytes == original, "G12: unwrap gives the original");
  for (const Finding& note : unwrapped.notes)
    CHECK_MESSAGE(note.what.find("edited") == std::string::npos, note.what);
  CHECK_MESSAGE(starts_of(wrapped.bytes) == starts_of(original), "G13: the same is started");

  request.invocation.config = "D:\\R&D\\drives.ini";
  request.invocation.drives = {"S=\\\\fs01\\projects"};
  const RewriteResult other = rewrite_file(path, original, request);
  CHECK_MESSAGE(rewrite_file(path, wrapped.bytes, request).bytes == other.bytes,
                "wrap of wrapped is wrap of unwrapped with the new options");
  CHECK_MESSAGE(rewrite_file(path, other.bytes, unwrap_request()).bytes == original, "G12");

  if (Document::decode(original, std::nullopt).encoding() == Encoding::unknown_8_bit) return true;
  const std::string trip = after_a_trip(wrapped.bytes);
  const RewriteResult restored = rewrite_file(path, trip, unwrap_request());
  CHECK_FALSE(restored.is_refused());
  CHECK_MESSAGE(starts_of(restored.bytes) == starts_of(after_a_trip(original)), "G13: values after a trip");
  RewriteRequest to_utf16 = wrap_request();
  to_utf16.to_utf16 = true;
  const RewriteResult converted = rewrite_file(path, original, to_utf16);
  CHECK(converted.bytes.starts_with("\xFF\xFE"));
  CHECK(rewrite_file(path, converted.bytes, to_utf16).bytes == converted.bytes);
  return true;
}

std::string task_with(std::string_view inside) {
  return fmt::format(
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
      "  <Actions>\n    <Exec>{}</Exec>\n  </Actions>\n</Task>\n",
      inside);
}

std::string exec_with(std::string_view inside) {
  return fmt::format("<Exec>{}</Exec>", inside);
}

}  // namespace taskxml::test
