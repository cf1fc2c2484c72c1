// What one would write instead of taskxml: reads every task of a folder into libxml2's tree, puts the
// launcher in front of each Exec action, and writes the tree to another folder. It checks nothing and
// promises nothing about the rest of the file.
//
//   usage: rewrite_with_libxml2 LAUNCHER INPUT_FOLDER OUTPUT_FOLDER
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

namespace fs = std::filesystem;

struct DocumentFree {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

bool is_element(const xmlNode* node, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && name == reinterpret_cast<const char*>(node->name);
}

xmlNode* find_child(xmlNode* parent, std::string_view name) {
  for (xmlNode* child = parent->children; child != nullptr; child = child->next) {
    if (is_element(child, name)) return child;
  }
  return nullptr;
}

std::string content_of(const xmlNode* node) {
  if (node == nullptr) return {};
  const std::unique_ptr<xmlChar, decltype(xmlFree)> content(xmlNodeGetContent(node), xmlFree);
  return reinterpret_cast<const char*>(content.get());
}

void set_content(xmlNode* node, const std::string& text) {
  xmlNodeSetContent(node, nullptr);
  xmlNodeAddContent(node, reinterpret_cast<const xmlChar*>(text.c_str()));
}

/// With the layout in front of it.
void remove(xmlNode* node) {
  if (xmlNode* layout = node->prev; layout != nullptr && xmlIsBlankNode(layout) != 0) {
    xmlUnlinkNode(layout);
    xmlFreeNode(layout);
  }
  xmlUnlinkNode(node);
  xmlFreeNode(node);
}

void wrap(xmlNode* exec, const std::string& launcher, const std::string& name) {
  xmlNode* command = find_child(exec, "Command");
  xmlNode* arguments = find_child(exec, "Arguments");
  xmlNode* directory = find_child(exec, "WorkingDirectory");
  if (command == nullptr) throw std::runtime_error("an Exec without a Command");
  std::string line = "--name \"" + name + "\"";
  if (directory != nullptr) line += " --chdir \"" + content_of(directory) + "\"";
  line += " -- \"" + content_of(command) + "\"";
  if (arguments != nullptr) line += " " + content_of(arguments);
  if (directory != nullptr) remove(directory);
  if (arguments == nullptr) {
    arguments = xmlNewNode(command->ns, reinterpret_cast<const xmlChar*>("Arguments"));
    xmlAddNextSibling(command, arguments);
  }
  set_content(command, launcher);
  set_content(arguments, line);
}

void wrap_task(xmlNode* task, const std::string& launcher, const std::string& file_name) {
  std::string name = file_name;
  if (xmlNode* registration = find_child(task, "RegistrationInfo"); registration != nullptr) {
    if (const std::string uri = content_of(find_child(registration, "URI")); uri.size() > 1)
      name = uri.substr(1);
  }
  xmlNode* actions = find_child(task, "Actions");
  if (actions == nullptr) throw std::runtime_error("a task without Actions");
  for (xmlNode* action = actions->children; action != nullptr; action = action->next) {
    if (is_element(action, "Exec")) wrap(action, launcher, name);
  }
}

void rewrite(const fs::path& input, const fs::path& output, const std::string& launcher) {
  const std::unique_ptr<xmlDoc, DocumentFree> document(
      xmlReadFile(input.c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_HUGE));
  if (!document) throw std::runtime_error("cannot read " + input.string());
  xmlNode* root = xmlDocGetRootElement(document.get());
  if (is_element(root, "Task")) {
    wrap_task(root, launcher, input.stem());
  } else {
    for (xmlNode* child = root->children; child != nullptr; child = child->next) {
      if (is_element(child, "Task")) wrap_task(child, launcher, input.stem());
    }
  }
  if (xmlSaveFile(output.c_str(), document.get()) < 0)
    throw std::runtime_error("cannot write " + output.string());
}

}  // namespace

int main(int count, char** words) {
  try {
    if (count != 4)
      throw std::runtime_error("usage: rewrite_with_libxml2 LAUNCHER INPUT_FOLDER OUTPUT_FOLDER");
    const fs::path input = words[2];
    const fs::path output = words[3];
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(input)) {
      const fs::path target = output / entry.path().lexically_relative(input);
      if (entry.is_directory()) {
        fs::create_directories(target);
      } else {
        fs::create_directories(target.parent_path());
        rewrite(entry.path(), target, words[1]);
      }
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rewrite_with_libxml2: %s\n", error.what());
    return 1;
  }
}
