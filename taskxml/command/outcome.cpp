#include "taskxml/command/outcome.hpp"

#include "launcher/text/printable.hpp"

namespace taskxml {

void add_line(std::string& text, std::string_view line) {
  text += launcher::on_one_line(line);
  text += '\n';
}

}  // namespace taskxml
