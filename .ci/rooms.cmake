# A room is one folder of the house and one library. `powercut_room(NAME DIR LINKS ...)` builds
#   NAME          from every *.cc in DIR, without *_test.cc and *_main.cc;
#   NAME_test     from every *_test.cc in DIR, if there is one; those that THREADED names go to
#                 NAME_threads_test: what is worth its time under the thread sanitizer;
#   NAME_mutants  with MUTANTS: the same sources, with the seeded bugs compiled in; with MUTANTS_IN
#                 only those sources are compiled anew. The others must see nothing that the
#                 seeded bugs change; engine/mutants.h refuses to be included there. With
#                 SHARED_WITH_MUTANTS none is: it has no seeded bug, but stands on rooms that do.
# LINKS are the only rooms that it may include (check_includes.py holds it to that); USES are
# libraries from outside; TEST_LINKS are for the tests alone. EXCEPT drops folders that are rooms
# of their own.
function(powercut_room name directory)
  cmake_parse_arguments(room "MUTANTS;SHARED_WITH_MUTANTS" ""
                        "LINKS;USES;TEST_LINKS;EXCEPT;MUTANTS_IN;THREADED" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${directory}/*.cc)
  foreach(folder IN LISTS room_EXCEPT)
    list(FILTER sources EXCLUDE REGEX "^${directory}/${folder}/")
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|main)\\.cc$")

  if(room_MUTANTS_IN OR room_SHARED_WITH_MUTANTS)
    list(TRANSFORM room_MUTANTS_IN PREPEND ${directory}/)
    list(REMOVE_ITEM sources "" ${room_MUTANTS_IN})
    add_library(${name}_objects OBJECT ${sources})
    powercut_join(${name}_objects)
    target_include_directories(${name}_objects PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name}_objects PRIVATE POWERCUT_SEES_NO_MUTANTS)
    target_link_libraries(${name}_objects PUBLIC ${room_LINKS} ${room_USES})
    set(sources $<TARGET_OBJECTS:${name}_objects> ${room_MUTANTS_IN})
  endif()

  add_library(${name} STATIC ${sources})
  powercut_join(${name})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${room_LINKS} ${room_USES})

  if(room_MUTANTS OR room_MUTANTS_IN OR room_SHARED_WITH_MUTANTS)
    add_library(${name}_mutants STATIC ${sources})
    powercut_join(${name}_mutants)
    target_include_directories(${name}_mutants PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name}_mutants PUBLIC POWERCUT_MUTANTS)
    set(mutant_links "")
    foreach(link IN LISTS room_LINKS)
      if(TARGET ${link}_mutants)
        list(APPEND mutant_links ${link}_mutants)
      else()
        list(APPEND mutant_links ${link})
      endif()
    endforeach()
    target_link_libraries(${name}_mutants PUBLIC ${mutant_links} ${room_USES})
  endif()

  if(room_THREADED)
    list(TRANSFORM room_THREADED PREPEND ${directory}/)
    list(REMOVE_ITEM tests ${room_THREADED})
    powercut_test(${name}_threads_test SOURCES ${room_THREADED} LINKS ${name} ${room_TEST_LINKS})
  endif()
  if(tests)
    powercut_test(${name}_test SOURCES ${tests} LINKS ${name} ${room_TEST_LINKS})
  endif()
endfunction()

# One test program; every TEST in it becomes a ctest test of its own.
function(powercut_test name)
  cmake_parse_arguments(test "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${test_SOURCES})
  powercut_join(${name})
  # A test's own code runs for a moment, and is most of what is compiled.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${name} PRIVATE ${test_LINKS} GTest::gmock GTest::gtest_main)
  # Under ctest the properties draw the same cases each time; props/README.md says how to draw
  # others by hand.
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                       PROPERTIES ENVIRONMENT RC_PARAMS=seed=1)
endfunction()

# With POWERCUT_UNITY, compiles the target's sources in units of up to 12: what they all include is
# read once for each unit. Only files of one folder share a unit, in the order of their names; so a
# new file moves none of another folder. Names in unnamed namespaces must differ within a folder.
function(powercut_join target)
  if(NOT POWERCUT_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources EXCLUDE REGEX "^\\$<")
  set(folders "")
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source NORMALIZE)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    list(APPEND folders ${folder})
    list(APPEND sources_in_${folder} ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    list(SORT sources_in_${folder})
    list(LENGTH sources_in_${folder} count)
    math(EXPR units "(${count} + 11) / 12")
    math(EXPR per_unit "(${count} + ${units} - 1) / ${units}")
    set(number 0)
    foreach(source IN LISTS sources_in_${folder})
      math(EXPR unit "${number} / ${per_unit}")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${unit})
      math(EXPR number "${number} + 1")
    endforeach()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
