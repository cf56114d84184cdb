# A room is one folder of the house and one library. `powercut_room(NAME DIR LINKS ...)` builds
#   powercut::NAME          from every *.cc in DIR, without *_test.cc and *_main.cc;
#   NAME_test               from every *_test.cc in DIR, if there is one; those that THREADED names
#                           go to NAME_threads_test: what is worth its time under the thread
#                           sanitizer;
#   powercut::NAME_mutants  with MUTANTS: the same sources, with the seeded bugs compiled in; with
#                           MUTANTS_IN only those sources are compiled anew. The others must see
#                           nothing that the seeded bugs change; engine/mutants.h refuses to be
#                           included there. With SHARED_WITH_MUTANTS none is: it has no seeded bug,
#                           but stands on rooms that do.
# Targets are called powercut_NAME: a project that has powercut inside may have an `engine`, too.
# LINKS are the only rooms, by NAME, that it may include (check_includes.py holds it to that); USES
# are libraries from outside that are linked; HEADERS are those that are all headers, which who uses
# the installed library does not need; TEST_LINKS are for the tests alone. EXCEPT drops folders that
# are rooms of their own. INSTALLED rooms are there for other projects. ROOMS are folders of DIR,
# each of which is compiled as a target powercut_NAME_FOLDER; powercut::NAME is all of them
# together. check_links.py holds their objects to their order.
#
# Tests, and what has seeded bugs, are built where POWERCUT_TESTS is on.
function(powercut_room room directory)
  cmake_parse_arguments(room "MUTANTS;SHARED_WITH_MUTANTS;INSTALLED" ""
                        "LINKS;USES;HEADERS;TEST_LINKS;EXCEPT;MUTANTS_IN;THREADED;ROOMS" ${ARGN})
  set(target powercut_${room})
  list(TRANSFORM room_LINKS PREPEND powercut_)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${directory}/*.cc)
  foreach(folder IN LISTS room_EXCEPT)
    list(FILTER sources EXCLUDE REGEX "^${directory}/${folder}/")
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|main)\\.cc$")

  set(objects "")
  foreach(folder IN LISTS room_ROOMS)
    set(of_folder ${sources})
    list(FILTER of_folder INCLUDE REGEX "^${directory}/${folder}/")
    list(REMOVE_ITEM sources ${of_folder})
    add_library(${target}_${folder} OBJECT ${of_folder})
    powercut_set_up(${target}_${folder})
    target_compile_definitions(${target}_${folder} PRIVATE POWERCUT_SEES_NO_MUTANTS)
    powercut_link(${target}_${folder} "${room_LINKS}" "${room_USES}" "${room_HEADERS}")
    list(APPEND objects $<TARGET_OBJECTS:${target}_${folder}>)
  endforeach()

  if(POWERCUT_TESTS AND (room_MUTANTS_IN OR room_SHARED_WITH_MUTANTS))
    list(TRANSFORM room_MUTANTS_IN PREPEND ${directory}/)
    list(REMOVE_ITEM sources "" ${room_MUTANTS_IN})
    add_library(${target}_objects OBJECT ${sources})
    powercut_set_up(${target}_objects)
    target_compile_definitions(${target}_objects PRIVATE POWERCUT_SEES_NO_MUTANTS)
    powercut_link(${target}_objects "${room_LINKS}" "${room_USES}" "${room_HEADERS}")
    set(sources $<TARGET_OBJECTS:${target}_objects> ${room_MUTANTS_IN})
  endif()
  list(APPEND sources ${objects})

  add_library(${target} STATIC ${sources})
  add_library(powercut::${room} ALIAS ${target})
  powercut_set_up(${target})
  powercut_link(${target} "${room_LINKS}" "${room_USES}" "${room_HEADERS}")
  if(room_INSTALLED)
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${room})
    install(TARGETS ${target} EXPORT powercut)
  endif()
  if(NOT POWERCUT_TESTS)
    return()
  endif()

  if(room_MUTANTS OR room_MUTANTS_IN OR room_SHARED_WITH_MUTANTS)
    add_library(${target}_mutants STATIC ${sources})
    add_library(powercut::${room}_mutants ALIAS ${target}_mutants)
    powercut_set_up(${target}_mutants)
    target_compile_definitions(${target}_mutants PUBLIC POWERCUT_MUTANTS)
    set(mutant_links "")
    foreach(link IN LISTS room_LINKS)
      if(TARGET ${link}_mutants)
        list(APPEND mutant_links ${link}_mutants)
      else()
        list(APPEND mutant_links ${link})
      endif()
    endforeach()
    powercut_link(${target}_mutants "${mutant_links}" "${room_USES}" "${room_HEADERS}")
  endif()

  if(room_THREADED)
    list(TRANSFORM room_THREADED PREPEND ${directory}/)
    list(REMOVE_ITEM tests ${room_THREADED})
    powercut_test(${room}_threads_test
                  SOURCES ${room_THREADED} LINKS ${target} ${room_TEST_LINKS})
  endif()
  if(tests)
    powercut_test(${room}_test SOURCES ${tests} LINKS ${target} ${room_TEST_LINKS})
  endif()
endfunction()

# The links of a room's library: other rooms are seen by whoever links it, libraries are not.
function(powercut_link target links uses headers)
  target_link_libraries(${target} PUBLIC ${links} PRIVATE ${uses})
  foreach(library IN LISTS headers)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:${library}>)
  endforeach()
endfunction()

# What all targets of ours have. Others see of it the public headers and the C++ standard.
function(powercut_set_up target)
  powercut_join(${target})
  target_compile_features(${target} PUBLIC cxx_std_23)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  # Inside of another project, what that links is built.
  if(NOT PROJECT_IS_TOP_LEVEL)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "EXECUTABLE")
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                $<INSTALL_INTERFACE:include>)
  endif()
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:powercut_for_ourselves>)
endfunction()

# A program of ours.
function(powercut_program name)
  cmake_parse_arguments(program "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${program_SOURCES})
  powercut_set_up(${name})
  target_link_libraries(${name} PRIVATE ${program_LINKS})
  # One place for every program, so that the README can name them.
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# One test program; every TEST in it becomes a ctest test of its own.
function(powercut_test name)
  if(NOT POWERCUT_TESTS)
    return()
  endif()
  cmake_parse_arguments(test "" "" "SOURCES;LINKS" ${ARGN})
  powercut_program(${name} SOURCES ${test_SOURCES}
                   LINKS ${test_LINKS} GTest::gmock GTest::gtest_main)
  # A test's own code runs for a moment, and is most of what is compiled.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
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
