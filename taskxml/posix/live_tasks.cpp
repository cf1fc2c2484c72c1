#include "taskxml/source/live_tasks.hpp"

namespace taskxml {

LiveTasks* live_tasks() {
  return nullptr;
}

}  // namespace taskxml
