// What the sanitizers are told in every program of a sanitized build, so that it holds however a
// program is started: by ctest, by hand, or as a daemon that a test spawns. The variables
// ASAN_OPTIONS, UBSAN_OPTIONS and TSAN_OPTIONS still override it.

#if defined(__SANITIZE_THREAD__)
#define SWORN_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SWORN_THREAD_SANITIZER
#endif
#endif

extern "C" {

// The runtimes look these functions up by name.
const char* __asan_default_options();
const char* __ubsan_default_options();
const char* __tsan_default_options();
const char* __tsan_default_suppressions();

const char* __asan_default_options() {
  // Debian's libraries are not instrumented. libstdc++ annotates no containers, so the mix gives
  // no false container overflows; leaks are looked for, and no library needs a suppression.
  return "detect_stack_use_after_return=1:strict_string_checks=1";
}

const char* __ubsan_default_options() { return "print_stacktrace=1"; }

#ifdef SWORN_THREAD_SANITIZER
const char* __tsan_default_options() {
  // RocksDB, gRPC and abseil synchronise with atomics that the sanitizer cannot see, so memory
  // that only they touch (through memcpy, free, …) looks racy. What our code touches is judged.
  return "ignore_noninstrumented_modules=1:second_deadlock_stack=1";
}

const char* __tsan_default_suppressions() {
  // gRPC's and protobuf's headers put code of theirs into our programs, which is instrumented,
  // while the locks that guard it (absl::Mutex) lie in Debian's libraries, which are not. Only
  // their own frames are named, never the frames that call our handlers: a race in a handler
  // still shows. `race_top` looks at the innermost frame alone.
  return "race_top:^grpc::\n"
         "race_top:^google::protobuf::\n"
         "race_top:^sworn::api::v1::\n"
         "race_top:^sworn::event::v1::\n"
         // A status, a buffer or a batch of operations handed from a thread of gRPC to another.
         "race:^grpc::Status::\n"
         "race:^grpc::ByteBuffer::\n"
         "race:^grpc::internal::CallOp\n"
         "race:^grpc::internal::CallbackWithSuccessTag::\n"
         "race:^grpc::internal::CallbackWithStatusTag::\n"
         "race:^grpc::internal::InterceptorBatchMethodsImpl::\n"
         "race:^grpc::internal::FillMetadataArray\n"
         // The server's half of a call, whose state the reactor's Finish() and gRPC's threads
         // share: SetupReactor, MaybeDone, ….
         "race:^grpc::internal::Callback*Handler<*>::ServerCallback*Impl::\n";
}
#endif

}  // extern "C"
