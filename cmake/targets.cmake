# drivelaunch_library(NAME SOURCES...): a static library with our warnings. Native test builds also get
# NAME_checked, the same sources with sanitizers, so that what ships is never slowed by them; elsewhere
# NAME_checked is NAME.
function(drivelaunch_library name)
  add_library(${name} STATIC ${ARGN})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")
  target_link_libraries(${name} PRIVATE warnings)
  if(MINGW)
    # What -Os leaves on, and what makes these programs larger all the same.
    target_compile_options(${name} PRIVATE -fno-guess-branch-probability -fno-move-loop-invariants -fno-jump-tables)
  endif()
  if(BUILD_TESTING AND NOT WIN32)
    add_library(${name}_checked STATIC ${ARGN})
    target_include_directories(${name}_checked PUBLIC "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")
    target_link_libraries(${name}_checked PRIVATE warnings PUBLIC sanitizers)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON) # built where a program links it
  else()
    add_library(${name}_checked ALIAS ${name})
  endif()
endfunction()

# drivelaunch_link(NAME LIBRARIES...): PUBLIC libraries for NAME; those that have a _checked twin are
# replaced by it in NAME_checked.
function(drivelaunch_link name)
  target_link_libraries(${name} PUBLIC ${ARGN})
  get_target_property(is_alias ${name}_checked ALIASED_TARGET)
  if(NOT is_alias)
    foreach(library IN LISTS ARGN)
      if(TARGET ${library}_checked)
        target_link_libraries(${name}_checked PUBLIC ${library}_checked)
      else()
        target_link_libraries(${name}_checked PUBLIC ${library})
      endif()
    endforeach()
  endif()
endfunction()

# drivelaunch_message_table(FILE.mc VARIABLE): compiles a message text file; VARIABLE is the path of the table.
function(drivelaunch_message_table source variable)
  if(MSVC)
    # The compiler for messages is in the Windows SDK, which is on the path of a developer prompt only; what else is
    # called mc, such as Midnight Commander, is never taken.
    file(GLOB kits "$ENV{ProgramFiles\(x86\)}/Windows Kits/10/bin/10.*/x64")
    list(SORT kits COMPARE NATURAL ORDER DESCENDING)
    find_program(MESSAGE_COMPILER NAMES mc.exe PATHS ${kits} NO_DEFAULT_PATH REQUIRED)
  else()
    find_program(MESSAGE_COMPILER NAMES x86_64-w64-mingw32-windmc windmc REQUIRED)
  endif()
  get_filename_component(name "${source}" NAME_WE)
  set(folder "${PROJECT_BINARY_DIR}/generated")
  set(table "${folder}/${name}_en.bin") # its name is in LanguageNames
  if(NOT TARGET ${name}_messages)
    file(MAKE_DIRECTORY "${folder}")
    add_custom_command(OUTPUT "${table}" COMMAND "${MESSAGE_COMPILER}" -U -h "${folder}" -r "${folder}" "${source}"
                       DEPENDS "${source}" VERBATIM)
    add_custom_target(${name}_messages DEPENDS "${table}")
  endif()
  set(${variable} "${table}" PARENT_SCOPE)
endfunction()

# drivelaunch_resources(TARGET DESCRIPTION FILE_NAME [MESSAGES FILE.mc]): manifest (asInvoker, longPathAware, UTF-8),
# version resource, and the message table that the event viewer reads.
function(drivelaunch_resources target description file_name)
  if(NOT WIN32)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 3 RESOURCE "" "MESSAGES" "")
  set(RESOURCE_MESSAGE_TABLE "")
  if(RESOURCE_MESSAGES)
    drivelaunch_message_table("${RESOURCE_MESSAGES}" message_table)
    set(RESOURCE_MESSAGE_TABLE "1 11 \"${message_table}\"") # RT_MESSAGETABLE
  endif()
  set(RESOURCE_DESCRIPTION "${description}")
  set(RESOURCE_FILE_NAME "${file_name}")
  file(STRINGS "${PROJECT_SOURCE_DIR}/LICENSE" RESOURCE_COPYRIGHT REGEX "^Copyright " LIMIT_COUNT 1)
  string(REGEX REPLACE "^Copyright \\(c\\) [0-9-]+ " "" RESOURCE_COMPANY "${RESOURCE_COPYRIGHT}")
  set(RESOURCE_MANIFEST "${PROJECT_SOURCE_DIR}/launcher/win32/program.manifest")
  configure_file("${PROJECT_SOURCE_DIR}/launcher/win32/program.rc.in"
                 "${PROJECT_BINARY_DIR}/generated/${target}.rc" @ONLY)
  target_sources(${target} PRIVATE "${PROJECT_BINARY_DIR}/generated/${target}.rc")
  # The resource compiler does not tell which files it reads.
  set_source_files_properties("${PROJECT_BINARY_DIR}/generated/${target}.rc" PROPERTIES
    OBJECT_DEPENDS "${RESOURCE_MANIFEST};${message_table}")
  if(RESOURCE_MESSAGES)
    get_filename_component(messages "${RESOURCE_MESSAGES}" NAME_WE)
    add_dependencies(${target} ${messages}_messages)
  endif()
  if(MSVC)
    target_link_options(${target} PRIVATE /MANIFEST:NO)
  elseif(CMAKE_CROSSCOMPILING)
    # What is shipped is small; the programs of the tests may be large.
    target_link_options(${target} PRIVATE -wrapper "${PROJECT_SOURCE_DIR}/cmake/link_with_lld.sh")
    # The same bytes whenever it is linked; for Windows 10 and later.
    target_link_options(${target} PRIVATE -Wl,--no-insert-timestamp
      -Wl,--major-os-version,10,--minor-os-version,0 -Wl,--major-subsystem-version,10,--minor-subsystem-version,0)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/link_with_lld.sh")
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
      COMMAND /usr/bin/python3 -B "${PROJECT_SOURCE_DIR}/cmake/set_pe_checksum.py" $<TARGET_FILE:${target}>)
  endif()
endfunction()
