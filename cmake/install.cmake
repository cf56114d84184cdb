# `cmake --install`: the public headers, the libraries with what find_package needs, the programs.
include(CMakePackageConfigHelpers)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/powercut)
install(DIRECTORY include/powercut DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT powercut NAMESPACE powercut:: DESTINATION ${package_directory}
        FILE powercut-targets.cmake)
configure_package_config_file(cmake/powercut-config.cmake.in powercut-config.cmake
                              INSTALL_DESTINATION ${package_directory})
# 0.x: each minor version may break what was.
write_basic_package_version_file(powercut-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/powercut-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/powercut-config-version.cmake
              ${CMAKE_CURRENT_SOURCE_DIR}/cmake/powercut_add_sweep.cmake
        DESTINATION ${package_directory})
if(POWERCUT_PROGRAMS)
  install(TARGETS powercut powercut-check powercut-dump)
endif()
if(POWERCUT_SERVER)
  install(TARGETS powercut-server powercut-client)
endif()
