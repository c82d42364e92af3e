# find_package(neutrino): the target neutrino::sdk, and a function for plugins.
include("${CMAKE_CURRENT_LIST_DIR}/neutrinoTargets.cmake")

# neutrino_add_plugin(NAME SOURCE...): NAME.so, as [DEFAULT] service_plugins or a folder on api_extensions_path takes it.
function(neutrino_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE neutrino::sdk)
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".so")
endfunction()
