//! What is known to go wrong: the table. How patterns are written is in `pattern.rs`.
//!
//! A row is its class, how near to the cause it is, a sentence for the person, what lines say it, and what may help. The
//! order is the order of precedence: what is special stands before what is general.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::{Change::*, Knob::*};
use super::rule::{Rank, Row, table};

table! {
    // Memory of the GPU
    WarmUpMemory Root "The GPU's memory ran out while the engine warmed up."
        ["warming up*sampler & memory", "out of memory*when warming up", "max_num_seqs*gpu_memory_utilization !kv cache !max_model_len",
         "capture*cuda*graph*out of memory", "warmup*not enough memory", "not enough memory to handle*prefill"]
        [Fewer(Sequences), Less(GpuShare), Switch(Eager)];
    ContextTooLong Root "The context is longer than the model or the memory for it allows."
        ["estimated maximum model length is {length}", "maximum number of tokens that can be stored in kv cache ({length}",
         "larger than the available kv cache memory", "max_model_len*greater than the derived*max_position_embeddings={length}",
         "greater than the derived max_model_len", "greater than the derived context_length (*{length}", "context_length*greater than the derived",
         "max_model_len*exceeds", "max seq len*larger than", "kv cache*too small", "kv cache*too large", "context*larger than the model's*context length ({length}",
         "max_total_num_tokens*context", "prompt (length {tokens}) is longer than the maximum model length", "longer than the maximum model length", "??maximum*context"]
        [Longer, Shorter, More(GpuShare)];
    KvCacheMemory Root "Once the model is loaded, no GPU memory is left for the KV cache."
        ["no available memory for*cache", "available kv cache memory: -", "increase --mem-fraction-static", "not enough*memory*cache !host memory",
         "no enough*memory*cache", "insufficient*memory*kv cache", "kv cache*insufficient", "exceeds available*cache blocks", "?cache_max_entry_count",
         "?allocate kv cache"]
        [More(GpuShare), Shorter, Fewer(Sequences), More(Parallel)];
    GpuMemory Root "The GPU has not enough free memory for this."
        ["cuda out of memory", "cuda error: out of memory", "cuda_error_out_of_memory", "outofmemoryerror !node running low", "hip out of memory", "hip error: out of memory",
         "less than desired gpu memory utilization", "cudamalloc*out of memory", "allocate cuda* buffer", "allocate rocm* buffer", "allocate vulkan* buffer",
         "outofdevicememory", "allocate metal", "kiogpucommandbuffercallbackerroroutofmemory", "cublas_status_alloc_failed", "cuda runtime error (2)", "cuda*out of memory", "hip*out of memory",
         "gpu*out of memory", "not enough gpu memory", "insufficient*vram", "not enough vram", "out of memory*gpu", "memory capacity is unbalanced", "error in memory profiling",
         "out_of_device_memory", "out of device memory", "cudaerrormemoryallocation", "enough gpu memory", "enough memory on the gpu",
         "greater than the maximum allowed buffer", "memory layout cannot be allocated", "?out of memory !killed !host !cpu", "enough gpu ram", "?dispatched on the cpu"]
        [Less(GpuShare), Shorter, Switch(Eager), More(Parallel), Fewer(GpuLayers), FreeGpu, OtherModel("a smaller or quantized one")];
    SharedMemoryOfGpu Root "A GPU kernel needs more on-chip memory than this GPU has."
        ["out of resource: shared memory"] [Shorter, Switch(Eager), Upgrade("{engine}")];
    // Several GPUs
    QuantizationBlocks Root "The quantized weights cannot be cut into that many parts."
        ["not divisible by weight quantization", "divisible*quantization*block", "quantization block*divisible", "quantization block_n", "quantization block_k"]
        [Fewer(Parallel), OtherModel("one that is not FP8, or a GGUF")];
    TensorParallelDivisibility Root "The model cannot be divided among that many GPUs."
        ["attention heads*divisible", "divisible by*tensor", "divisible by tp", "greater than the number of experts", "divisible*tensor_parallel", "divisible*world size", "divisible*tensor parallel",
         "?must be divisible", "?not divisib", "?not evenly divisible"]
        [Fewer(Parallel)];
    TooManyGpus Root "More GPUs are asked for than there are."
        ["world size*larger than the number of*gpus", "tensor parallel size*available gpu", "invalid device ordinal", "gpus exceeds the total number",
         "tensor_parallel_size*greater than*gpu", "?tp_size*gpu", "not enough gpus", "requires*gpus, but", "requires*gpus but only",
         "number of*gpus*less than*tensor", "?larger than the number of available gpu", "placement group of*within", "no available node types", "gpu device may be out of range",
         "exceed the number of available gpu", "notenoughcudadevices", "?exceed*supported devices", "?more gpus than", "?exceeds the number of*gpu", "?only found*devices",
         "?insufficient*gpus", "?not enough*devices"]
        [AllGpus, ClearGpus];
    SharedMemoryTooSmall Root "The host's shared memory (/dev/shm) is too small."
        ["/dev/shm*no space left", "shared memory segment", "insufficient shared memory (shm)", "out of shared memory", "failed to extend /dev/shm", "create shared memory*failed", "?=bus error", "?bus error (core dumped)",
         "?unable to*shared memory object", "no space left on device: '/psm_", "unable to write to file </torch_", "?with signal 7 ", "?signal: bus error"]
        [Variable("NCCL_SHM_DISABLE", "1"), Fewer(Parallel), Note("Give /dev/shm more room", "Containers get 64 MB unless they are told otherwise (`--shm-size=16g` or `--ipc=host`).")];
    Nccl General "The GPUs could not talk to each other (NCCL)."
        ["nccl error", "ncclsystemerror", "ncclinternalerror", "ncclunhandledcudaerror", "ncclremoteerror", "ncclinvalidusage", "nccl*unhandled",
         "processgroupnccl*timeout", "watchdog caught collective operation", "nccl*timed out",
         "diststoreerror", "distnetworkerror !address", "client socket has timed out", "waiting for clients", "transport/tcp", "oneccl", "rccl*error",
         "hccl*error", "nccl communicator", "??distbackenderror", "peer access is not supported", "?custom_all_reduce.cuh", "??torch.distributed.", "@/torch/distributed/", "@/distributed/device_communicators/"]
        [One(Parallel), Switch(Eager), Variable("NCCL_P2P_DISABLE", "1"), Variable("NCCL_DEBUG", "INFO")];
    // Memory of the host
    SwapTooLarge Root "The swap space that the engine is to use is larger than the host's memory allows."
        ["too large swap space", "swap space*total cpu memory"] [Remove("--swap-space"), Set("--swap-space", "1")];
    RemovedFlag Root "This version of the engine no longer has the flag {flag|that it was given}."
        ["unrecognized arguments:*{flag --swap-space}"] [RemoveNamed];
    CpuMemory Root "The host has not enough memory."
        ["cannot allocate memory", "can't allocate memory", "std::bad_alloc", "_arraymemoryerror", "unable to allocate*for an array", "=memoryerror",
         "=memoryerror:", "requires more system memory ({need}", "requires more system memory", "swap space & not enough", "not enough*memory*cpu", "cpu*not enough memory",
         "insufficient memory (attempted", "allocate cpu* buffer", "alloc_buffer: failed to allocate buffer of size", "mmap failed", "errno 12]", "not enough system memory",
         "std::length_error", "javascript heap out of memory", "?std::system_error & resource temporarily", "?what():*resource temporarily unavailable",
         "?can't start new thread", "?failed to allocate memory", "?unable to allocate",
         "enough host memory", "insufficient host memory", "insufficient system memory", "failed to create new os thread", "?newosproc", "?out of host memory", "?oserror: [errno 12"]
        [Remove("--swap-space"), Shorter, Fewer(Sequences), OtherModel("a smaller or more quantized one"), Note("Give it more memory", "A limit may be set for this user or container (`ulimit -v`, cgroup), or other programs need the rest.")];
    KilledForMemory Root "The kernel ended it because memory ran out."
        ["out of memory: killed process", "oom-kill", "oomkilled", "oom killer", "perhaps out of memory", "due to memory pressure", "node running low on memory",
         "killed signal terminated program", "oom_kill", "oom killed"]
        [Shorter, Fewer(Sequences), OtherModel("a smaller or more quantized one"), Remove("--swap-space")];
    TooManyFiles Root "It may not open as many files and connections as it needs."
        ["too many open files", "errno 24]", "emfile", "?file descriptors", "?inotify"] [Note("Raise the limit", "`ulimit -n 65535` before it starts, or LimitNOFILE= in its unit.")];
    DiskFull Root "The disk is full."
        ["no space left on device", "disk quota exceeded", "enospc", "errno 28]", "errno 122]", "not enough*disk space", "insufficient disk space", "disk is full", "disk full",
         "?no space left", "?out of disk"]
        [FreeDisk];
    // Ports and files
    AddressUnavailable Root "The address that it shall listen on is not one of this host's."
        ["cannot assign requested address", "can't assign requested address", "errno 99]", "errno 49]", "eaddrnotavail"] [Set("--host", "127.0.0.1")];
    PortTaken Root "Another program already listens on port {port|that it was given}."
        ["address already in use", "address in use", "errno 98]", "errno 48]", "eaddrinuse", "only one usage of each socket address", "port*already in use",
         "port*is in use", "port*already allocated", "port*is occupied", "port*is already used", "bind*in use", "couldn't bind*hostname: 127.0.0.1", "couldn't bind*hostname: 0.0.0.0",
         "couldn't bind*hostname: localhost", "?couldn't bind", "?could not bind", "?failed to bind", "?unable to bind", "connection in use", "cannot find empty port", "?access a socket in a way forbidden"]
        [NextPort, SeeTasks];
    PortForbidden Root "This user may not listen on port {port|that it was given}: ports below 1024 are root's."
        ["bind & permission denied", "listen & permission denied", "?permissionerror: [errno 13] permission denied !: '"] [HighPort];
    // No GPU, wrong GPU, wrong driver
    NoSupportedGpu Root "No GPU was found that this engine can use."
        ["failed to infer device type", "nvml shared library not found", "no module named 'amdsmi'", "no supported gpu", "device string must not be empty", "no platform detected"]
        [OtherEngine("llama.cpp or Ollama"), OtherHost];
    NoAccelerator Root "No accelerator that this engine can use was found."
        ["no accelerator*available", "no accelerator found", "triton is not supported on", "0 active drivers",
         "device acquire failed", "?no accelerator"] [OtherEngine("llama.cpp"), OtherHost];
    CudaUnavailable Root "PyTorch cannot use a GPU here: it has no CUDA or ROCm, or was built without."
        ["torch not compiled with cuda", "cuda.is_available()*false", "no cuda runtime", "cuda is not available", "cuda not available", "?unexpected error from cudagetdevicecount", "not compiled with cuda support"]
        [OtherEngine("llama.cpp"), OtherHost, Install("torch")];
    DriverTooOld Root "The GPU's driver does not fit the CUDA that the engine was built with."
        ["driver version is insufficient", "nvidia driver on your system is too old", "forward compatibility was attempted", "unsupported toolchain", "driver/library version mismatch",
         "unsupported display driver", "cuda driver*too old", "unsatisfied condition: cuda", "driver*does not support cuda", "version mismatch & nvml", "librmversionmismatch"]
        [Note("Update the NVIDIA driver, then restart the host", "After an update without a restart, driver and library do not fit either."), Note("Or install an engine built for the older CUDA", "`nvidia-smi` shows the newest CUDA that the driver can run.")];
    NoGpuVisible Root "The program sees no GPU."
        ["no cuda gpus are available", "no hip gpus are available", "no cuda-capable device !ggml", "found no nvidia driver", "cuda_visible_devices*invalid", "invalid*cuda_visible_devices",
         "no nvidia gpu", "no gpus found", "no gpu devices", "system not yet initialized", "no rocm-capable device !ggml", "no usable gpu found !ignored", "?no gpu*found", "?no devices found", "?no gpu*detected", "??no cuda-capable device", "??no rocm-capable device",
         "could not select device driver", "busy or unavailable", "?no*device found", "?no npu",
         "has no gpu available", "cannot start without gpu", "gpu is required to", "gpu*is needed for", "?gpu is required", "?requires a gpu", "?requires a cuda gpu", "no device of*available", "error_device_not_found", "?gpu*not found", "?could not find*gpu", "?failed to initialize nvml", "??failed to initialize cuda",
         "unresolvable cdi", "invalid runtime name: nvidia", "nvidia-container-cli: initialization error !driver !version"]
        [ClearGpus, OtherHost, OtherEngine("llama.cpp")];
    NvccTooOld Root "The CUDA compiler on this host is too old for this GPU."
        ["unsupported gpu architecture", "nvcc fatal", "ptxas fatal", "not defined for option 'gpu-name'",
         "requires cuda >=", "no supported cuda architectures"] [Variable("VLLM_USE_FLASHINFER_SAMPLER", "0"), Note("Update the CUDA toolkit", "nvcc has to be as new as the GPU.")];
    DtypeUnsupported Root "This GPU cannot calculate with that data type."
        ["bfloat16 is only supported on gpus", "bfloat16 is not supported", "does not support bfloat16", "fp8*only supported on", "does not support fp8",
         "does not support float16*use {dtype}", "does not support float16", "float16 is required*dtype=torch.{dtype}", "float16 is required", "dtype*is not supported", "unsupported dtype",
         "not implemented for 'half'", "not implemented for 'bfloat16'", "?not implemented for '"]
        [NamedOr("--dtype", "dtype", "half")];
    GpuTooOld Root "The engine has no code for this GPU: it is too old or too new for this build."
        ["no kernel image is available", "kernel image is invalid", "compute capability*not supported !backend", "requires*compute capability", "minimum capability", "capability*is not supported", "invalid device function",
         "not supported for the current gpu", "?is not compatible with the current pytorch",
         "not supported in this architecture", "min capability", "no compiled*capability", "only supports ampere", "ampere gpus or newer", "requires hopper", "requires blackwell",
         "requires ampere", "requires sm", "for gpu arch", "arch_mismatch", "unsupported gpu !architecture '", "unsupported cuda arch",
         "unavailable*on current platform", "not supported on this gpu", "not supported on this device", "only*kernel is supported", "gemm on sm",
         "no operator found for `memory_efficient", "(too old)",
         "requires gpus with sm", "gpus with sm", "?requires*gpu architecture", "?gpu*too old", "?sm version", "?cuda capability"]
        [OtherModel("one with another quantization"), Upgrade("{engine}"), OtherEngine("llama.cpp")];
    CudaLibraryMissing Root "A library of CUDA or of the GPU's driver is missing: {library|see the line}."
        ["{library}: cannot open shared object & libcu", "{library}: cannot open shared object & libnv", "{library}: cannot open shared object & libnccl", "could not load library libcu", "unable to load*libcudnn",
         "libcuda.so*not found", "{library}: cannot open shared object & libroc", "{library}: cannot open shared object & libamd", "{library}: cannot open shared object & libhip",
         "libcu*not found", "libnv*not found", "unable to load any of*libcu"]
        [Reinstall("{engine}"), Note("Or install the CUDA runtime or driver", "libcuda comes with the driver, the others with the CUDA toolkit or PyTorch's packages.")];
    // Kernels and what they are built with
    CudaToolkitIncomplete Root "The CUDA toolkit on this host is missing or incomplete."
        ["cuda toolkit not found", "no cuda toolset found", "cudart library", "cuda_cudart", "could not find nvcc", "cuda_home environment variable is not set", "cuda_home is not set", "cuda_home*does not exist", "nvcc: not found", "nvcc: command not found",
         "error: cu*.h: no such file", "error: cublas*.h: no such file", "find cuda_home", "?cuda_path", "?find cuda toolkit"]
        [Note("Install the CUDA toolkit", "Or relaunch with a build for the CPU."), OtherEngine("a ready-made build")];
    FlashinferMismatch Root "FlashInfer and its parts are of different versions."
        ["flashinfer*version*does not match", "flashinfer-cubin*version", "flashinfer*version mismatch", "flashinfer*minimum required version", "flashinfer*requires !gpus"]
        [Variable("FLASHINFER_DISABLE_VERSION_CHECK", "1"), Upgrade("flashinfer-python")];
    KernelsMismatch Root "The package `kernels` does not fit Transformers."
        ["either a revision or a version must be specified", "hub_kernels*error", "no module named 'kernels", "from 'kernels"] [Install("kernels<0.15"), Upgrade("transformers")];
    TritonKernels General "Triton's kernels could not be imported; usually the engine goes on without them."
        ["?triton kernels*failed to import", "?failed to import triton kernels", "cannot import name*triton_kernels", "?no module named 'triton_kernels"] [Upgrade("triton"), Upgrade("{engine}")];
    TorchMismatch Root "PyTorch and what was built for it do not fit together."
        ["cannot import name*from 'torch", "operator torchvision::", "torch* different cuda versions", "undefined symbol*c10", "undefined symbol*torch", "undefined symbol*nccl", "undefined symbol*at::", "undefined symbol*_zn2at",
         "undefined symbol*_znk2at", "was compiled with*torch", "partially initialized module 'torch", "module 'torch*has no attribute",
         "mismatches the version that was used to compile", "different cuda", "upgrade torch to", "cuda version mismatch"]
        [Reinstall("{engine}"), Upgrade("torch")];
    AbiMismatch Root "Installed packages were built for other versions of one another."
        ["undefined symbol", "numpy.dtype size changed", "compiled using numpy 1", "numpy.core.multiarray failed to import", "_array_api not found", "numpy*binary incompatib", "symbol not found in flat namespace",
         "needs numpy", "?binary incompatib", "?_opnamespace*has no attribute"]
        [Install("numpy<2"), Reinstall("{engine}")];
    GlibcTooOld Root "This program was built for a newer system than this host's: its C library is too old."
        ["version `glibc", "version 'glibc", "glibcxx_", "cxxabi_", "version `cuda"] [OtherEngine("a build for this system"), OtherHost];
    // Programs and modules
    VllmMissing Root "vLLM is not installed in this environment." [] [Install("vllm"), CheckEnvironment];
    SglangMissing Root "SGLang is not installed in this environment." ["sglang is not installed"] [Install("sglang"), CheckEnvironment];
    OllamaMissing Root "Ollama is not installed on this host." ["ollama is not installed"] [Open("https://ollama.com/download", "Install Ollama")];
    LlamaCppMissing Root "llama.cpp's server is not installed on this host." ["llama.cpp*not found", "llama-server not found"] [Install("llama-cpp-python[server]"), CheckEnvironment];
    DiffusionMissing Root "{module|A Python package} is not installed in this environment." ["diffusers is not installed"] [Install("{module}"), CheckEnvironment];
    BuildToolsMissing Root "A program for building is missing on this host: {program|see the line}."
        ["failed to find c compiler", "no such file or directory: '{program cmake}", "no such file or directory: '{program ninja}", "no such file or directory: '{program gcc}", "no such file or directory: '{program git}",
         "ninja is required", "cmake must be installed", "python.h: no such file", "no c++ compiler", "no cmake_c_compiler", "no cmake_cxx_compiler",
         ".h: no such file", "command '{program}' failed: no such file", "unable to execute '{program}'", "find rust compiler", "unable to find a build program",
         "compiler not set", "compiler not found", "no acceptable c compiler", "?cmake*or higher is required", "?gcc*not found", "?no c compiler", "microsoft visual c++*is required", "?ninja*not found"]
        [Note("Install git, CMake and a C++ compiler", "On Debian and Ubuntu: `apt install git cmake build-essential python3-dev`.")];
    BrokenVenv Root "The environment is broken or not there: its Python is missing."
        ["bad interpreter", "cannot execute: required file not found", "bin/python*: no such file or directory", "bin/python*: not found", "bin/activate: no such file", "bin/activate: not found",
         "no module named 'encodings'", "could not find conda environment", "not a conda environment", "environmentlocationnotfound", "could not find platform independent libraries",
         "no virtual environment found", "no module named pip", "no module named 'pip"]
        [CheckEnvironment];
    CommandNotFound Root "The program {program|that it starts} is not there."
        ["sh: & {program}: not found", "{program}: command not found !found: ", "command not found: {program}", "unknown command:*{program}", "env: {program}: no such file", "exec & {program}: not found",
         ": line & {program}: no such file or directory", ": line & {program}: not found", "executable file not found"] [CheckEnvironment];
    AppNotFound Root "The Python application that it shall serve could not be loaded."
        ["error loading asgi app"] [Note("Check the name", "It is `file:variable`, seen from the directory that it starts in.")];
    ImportBroken General "{module|An installed package} does not fit the others: a name that is imported from it is missing."
        ["cannot import name*from '{module}", "cannot import name", "no module named 'vllm.", "no module named 'sglang.", "no module named 'transformers.", "module*has no attribute",
         "??importerror: "] [Upgrade("{engine}"), CheckEnvironment];
    ModuleMissing General "The Python package {module|named there} is not installed in this environment."
        ["no module named {module}", "requires the {module} library but it was not found", "please install {module}", "requires the latest version of {module}: `pip", "?run `pip install {module}", "?modulenotfounderror", "?packagenotfounderror",
         "requires \"{module}\" to be installed", "requires `{module} ", "package {module} seems to be not installed", "package {module} is not installed", "missing dependencies*pip install {module}", "?you need to install {module}",
         "?pip install {module} !install -", "cannot find module '{module}'", "cannot find package '{module}'", "requires {module}: `pip install", "requires {module}: pip install"]
        [Install("{module}"), CheckEnvironment];
    ExternallyManaged Root "This Python belongs to the system and takes no packages; a virtual environment is needed."
        ["externally-managed-environment"] [CheckEnvironment];
    PackageNotFound Root "There is no such package for this Python: {package|see the line}."
        ["no matching distribution found for {package}", "could not find a version that satisfies the requirement {package}", "has no wheels", "?there are no versions of {package}",
         "not a supported wheel"] [Note("Check the name and the version", "Some packages exist only for some versions of Python or for some systems.")];
    DependencyConflict Root "The packages want versions of one another that do not go together."
        ["resolutionimpossible", "conflicting dependencies", "contextualversionconflict", "versionconflict", "is required for a normal functioning of this module, but found",
         "compatibility issue", "?no solution found when resolving", "?requirements are unsatisfiable",
         "?has requirement*but you", "?incompatible version", "?version conflict"] [Upgrade("{engine}"), CheckEnvironment];
    BuildFailed General "A package could not be built." ["?failed building wheel", "?failed to build installable wheels", "?subprocess-exited-with-error", "?could not build wheels", "?requirements to build wheel", "?metadata-generation-failed", "?failed to build `", "?ninja build failed", "?ninja: build stopped",
         "@/flashinfer/jit", "@/cpp_extension.py", "@/triton/runtime/build", "@/triton/compiler",
         "?llvm error"] [Note("Take a ready-made one", "An older or newer Python often has it, or another version of the package.")];
    PythonVersion Root "It needs another version of Python."
        ["requires a different python", "?require a different python version", "unsupported operand type(s) for |: 'type'", "'type' object is not subscriptable", "requires python", "?=syntaxerror: invalid syntax", "unsupported python",
         "python version*does not satisfy", "?python 3*is required", "?requires python", "?python version"] [CheckEnvironment];
    PlatformUnsupported Root "This engine does not run on this system."
        ["?mlx*apple", "mlx*only*mac", "libmlx", "no module named 'mlx.", "importerror: & mlx.core", "no module named 'mlx'", "not supported on macos", "not supported on windows", "no metal device", "requires apple silicon",
         "?the device*doesn't support", "?operating system*not supported", "?platform*not supported", "?unsupported platform",
         "runner not available", "?not built with", "?build with & tag"] [OtherEngine("llama.cpp"), OtherHost];
    LibraryMissing General "A library of the system is missing: {library|see the line}."
        ["{library}: cannot open shared object", "library not loaded: {library}", "?built without curl", "?built without ssl", "dlopen*{library}: no such file",
         "shared library with base name*not found", "?shared library*not found", "?cannot load library", "?could not load library"] [Note("Install it", "The package manager of the host has it.")];
    // Flags
    ToolParserMissing Root "Automatic tool choice needs a parser for the model's calls."
        ["tool-choice requires --tool-call-parser", "auto-tool-choice*requires*parser", "tool choice requires*tool-call-parser"] [Set("--tool-call-parser", "hermes"), Remove("--enable-auto-tool-choice")];
    UnknownFlag Root "The program does not know the argument {flag|that it was given}."
        ["unrecognized arguments:*{flag -}", "unrecognized arguments: {flag}", "no such option:*{flag -}", "no such option*{flag -}", "unknown argument:*{flag -}", "invalid argument:*{flag -}", "unknown option:*{flag -}", "unknown option*{flag -}",
         "unknown flag:*{flag -}", "unexpected argument*{flag -}", "unrecognized option*{flag -}", "unknown shorthand flag*in {flag -}", "flag provided but not defined:*{flag -}", "ambiguous option:*{flag -}", "unrecognized argument*{flag -}",
         "unknown argument", "unrecognized argument", "?unexpected argument", "=invalid argument: {flag}", "option {flag} not recognized", "not a valid option"]
        [Rename, RemoveNamed];
    ChatTemplate Root "The chat template is missing or cannot be used."
        ["chat template*looks like a file path", "chat template*does not exist", "chat_template is not set", "chat template is no longer allowed", "chat-template*no such file", "chat template*not found", "failed to parse*chat template", "chat template*parsing error", "does not have a chat template",
         "chat template*not supported", "chat template*doesn't exist", "chat template*is not a ", "chat-template*failed to open", "failed to open*chat template", "?jinja2.exceptions", "@/jinja2/",
         "failed to initialize chat template", "?chat_templates_init*error"]
        [Remove("--chat-template"), Note("Give a template", "`--chat-template FILE` with a Jinja template made for the model.")];
    QuantizationMismatch Root "The quantization that was asked for is not the one of the model."
        ["cannot find the config file for", "quantization method*does not match", "not match the quantization"] [Remove("--quantization"), Remove("-q")];
    BadValue Root "{flag|An argument} was given a value that it does not take."
        ["argument {flag -}*: invalid", "argument {flag -}*: expected", "error: argument {flag -}", "v cache quantization requires flash_attn", "invalid choice:", "error while handling argument*{flag -}", "invalid value for*{flag -}", "invalid value*for*{flag -}",
         "invalid tool call parser", "invalid reasoning parser", "unknown quantization method", "quantization method*not supported", "unknown value*{flag -}", "the following arguments are required: {flag}", "expected value for argument*{flag -}",
         "option*{flag -}*requires an argument", "lora rank {rank} is greater than max_lora_rank", "max_num_batched_tokens*is smaller than max_model_len", "missing option*{flag -}", "missing argument", "input should be", "must be one of !`rope_", "??value error, !failed to be inspected",
         "parser*not found", "valid options are", "available options", "available parsers", "not a valid value", "expected one of", "should be one of",
         "argumentvalidation(", "does not support lora", "cannot be other value", "must be provided", "mutually exclusive", "cannot be used together",
         "?cannot be used with", "?unknown*backend", "?unsupported value", "?is not supported with", "?only supported for*model",
         "error while handling argument", "error while handling environment", "@/server_args.py", "@/arg_utils.py", "@/argparse", "@/vllm/config/",
         "@/cli_args.py", "@/arg_groups/", "?must be set when", "?incompatible with", "?is not compatible with", "?conflicts with", "?must be in the range",
         "?cannot be run on engine", "?is out of range", "?must be greater", "?must be less", "?must be positive", "?must be a ", "?must be at least",
         "?must be an integer", "?invalid value", "?not allowed with", "?invalid literal for int", "?) exceeds ", "extra inputs are not permitted", "does not support*quantization", "?block size*not supported", "?no common block size", "?speculative*not support",
         "?{flag -} is required"]
        [Nearest, Named("--max-lora-rank", "rank"), RemoveNamed];
    // The hub
    GatedModel Root "The model is gated: its owner has to give you access first."
        ["gated repo !private or", "gatedrepoerror", "access to model*restricted", "not in the authorized list", "awaiting a review", "must have access to it and be authenticated", "must be authenticated to access", "?403 forbidden", "?403 client error", "?hf api*401",
         "?restricted and you are not", "?agree to share", "?accept the*license"]
        [OpenModel, SetToken];
    TokenInvalid Root "The Hugging Face token is not valid."
        ["invalid credentials in authorization", "invalid user token", "token*is invalid", "token*has expired", "token*is expired", "?invalid token !invalid token id", "invalid hf token", "illegal header value*bearer",
         "no token found", "?token is required", "?invalid api key", "?invalid access token"] [SetToken];
    RateLimited Root "The server of the models answers no more for a while: too many requests."
        ["429 client error", "429 too many", "too many requests"] [SetToken, Note("Try again later", "A token raises the limit.")];
    BaseModelMissing Root "The checkpoint is a single part; the base model that it belongs to is missing."
        ["weights for this component appear to be missing", "load the component before passing"] [OpenModel, SetToken];
    DiffusersConfigMissing Root "The model's base configuration (model_index.json) could not be had."
        ["entry not found*model_index.json", "model_index.json & not found", "no file named model_index.json", "could not load model*check diffusers", "model_index.json & 404"] [OpenModel, SetToken];
    HubOffline Root "The model is not on this host, and downloads are switched off."
        ["offlinemodeisenabled", "outgoing traffic has been disabled", "offline mode is enabled", "hf_hub_offline=1", "hf_hub_offline is set"] [Variable("HF_HUB_OFFLINE", "0"), Download];
    OllamaModelMissing Root "Ollama has no such model: {model|see the line}."
        ["model {model} not found, try pulling", "try pulling it first", "pull model manifest: file does not exist", "manifest for*not found", "model*not found*ollama pull",
         "=model '*' not found"] [Download, OtherModel("one of Ollama's library")];
    EngineTooOld Root "This model needs a newer version of the engine."
        ["requires a newer version", "manifest: 412", "only supports up to version", "requires transformers>=", "requires transformers ", "please upgrade*transformers",
         "not supported by your version", "need to upgrade"] [Upgrade("{engine}"), Upgrade("transformers")];
    TlsFailure Root "The certificate of the server of the models could not be checked."
        ["certificate verify failed", "certificate_verify_failed", "x509: certificate", "self-signed certificate",
         "invalid peer certificate", "unknownissuer", "ssl certificate problem", "local issuer certificate", "?sslerror", "?tls*certificate",
         "?certificate has expired", "?ssl: "] [Note("Check the clock and the proxy", "A proxy that reads along needs its certificate on this host.")];
    Network Root "The network did not let it through: the server of the models was not reached."
        ["couldn't connect to 'https://", "failed to resolve", "name or service not known", "nodename nor servname", "temporary failure in name resolution", "name resolution", "could not resolve host", "no such host", "dial tcp: lookup", "network is unreachable",
         "tls handshake timeout", "remote end closed connection", "connection aborted", "connection broken", "incompleteread", "chunkedencodingerror", "error downloading", "?failed to download", "?server error: & for url: https://", "?requests.exceptions.connectionerror", "max retries exceeded", "max retries*https://", "read timed out", "?connection timed out", "?localentrynotfound", "?i/o timeout", "?no route to host", "?connecttimeout", "?readtimeout", "?connection reset by peer", "?proxyerror", "?could not connect",
         "??connection refused", "?connecterror",
         "cas service error", "?request failed after", "context deadline exceeded", "client.timeout exceeded", "?error sending request", "dns error",
         "network timeout", "could not establish connection", "?do not match the hashes", "?failed to fetch", "?bad gateway", "?service unavailable", "?gateway time",
         "unable to download file", "server disconnected", "connection closed before", "?unable to download", "condahttperror", "?connection failed", "??httpx.", "??requests.exceptions.",
         "??urllib3.exceptions.", "??aiohttp.client", "@/httpx/", "@/requests/", "@/urllib3/", "@/aiohttp/", "@/huggingface_hub/file_download",
         "?proxyerror", "?connection timed out", "?unable to connect", "?could not connect", "?failed to connect", "?connect error"]
        [Open("https://status.huggingface.co", "Is the server of the models up?"), Variable("HF_HUB_OFFLINE", "1")];
    // The model
    GgufCorrupt Root "The GGUF file is incomplete or damaged."
        ["not within the file bounds", "corrupted or incomplete", "failed to read key-value", "failed to read tensor", "failed to read magic", "?failed to read header", "unexpectedly reached end of file", "tensor*out of bounds", "file is truncated",
         "wrong number of tensors", "invalid split", "missing*split", "failed to load gguf split", "error loading model: read error", "digest mismatch", "failed to seek", "unexpected end of file & gguf", "?unexpected eof",
         "is duplicated", "corrupted model", "duplicate tensor", "duplicate key", "?failed to read*gguf"]
        [Download, OtherModel("a whole one")];
    NotGguf Root "The file is not a GGUF."
        ["invalid magic", "invalid file magic", "bad magic", "unknown (magic, version)", "not a gguf", "not a valid gguf", "really a gg"] [OtherModel("a GGUF file"), OtherEngine("vLLM or SGLang")];
    GgufArchitecture Root "This llama.cpp does not know the model's architecture {architecture|}."
        ["unknown model architecture: {architecture}", "unknown model architecture", "unknown pre-tokenizer", "gguf model with architecture {architecture} is not supported", "unknown tokenizer*gguf", "invalid ggml type", "unsupported model architecture !error: unsup", "unknown projector type: {architecture}",
         "key not found in model", "?error loading model hyperparameters", "has wrong array", "expected scalar, found array", "> n_max"]
        [Upgrade("{engine}"), OtherModel("one of a known architecture")];
    NoGguf Root "No GGUF file of this model is on this host." ["no gguf found", "no .gguf", "no gguf file",
         "repository is not gguf", "no gguf files"] [OtherModel("one that has a GGUF"), Download];
    SafetensorsCorrupt Root "A file of the model's weights is incomplete or damaged."
        ["safetensorerror", "deserializing header", "metadataincompletebuffer", "headertoolarge", "file not fully covered", "pytorchstreamreader failed", "unpicklingerror !weights only", "invalid load key", "ran out of input",
         "consistency check failed", "@/safetensors/", "?invalid header", "?checksum mismatch", "?hash mismatch", "?corrupt"] [Download];
    ConfigInvalid Root "A file of the model's configuration cannot be read." ["is not a valid json", "?jsondecodeerror",
         "missing required keys in", "?`rope_scaling`", "?rope_scaling should", "?rope_parameters",
         "validation error for field", "?yaml.", "@/transformers/configuration", "@/transformers/modeling_rope", "@/huggingface_hub/dataclasses", "@/transformers/models/auto/",
         "?invalid json", "?expecting value: line", "?failed to parse*config", "?config*missing"] [Download];
    TrustRemoteCode Root "The model brings code of its own, which has to be allowed."
        ["contains custom code", "pass*`trust_remote_code=true`", "pass*trust_remote_code=true", "requires you to execute", "??consider setting `trust_remote_code"] [Switch(TrustCode)];
    ArchitectureUnknown Root "The installed libraries do not know this kind of model."
        ["does not recognize this architecture", "model type*but transformers does not", "model architectures*not supported", "architectures*are not supported", "architecture*not supported", "model type {architecture} not supported", "unsupported model type",
         "??model architectures*failed to be inspected", "has no vllm implementation", "model type*not supported", "unrecognized model in", "unrecognized configuration class",
         "no model architectures are specified", "has no sglang implementation", "no*implementation*transformers implementation is not", "?config' object has no attribute",
         "?does not implement", "?unsupported model arch", "?model type*unknown", "?unknown model type", "?unsupported architecture",
         "?unsupported*architecture", "?unknown architecture"]
        [Upgrade("transformers"), Upgrade("{engine}"), Switch(TrustCode)];
    WeightFormat Root "The model's weights are not as this version of the engine expects them."
        ["weight_loader*unexpected keyword", "unexpected key*state_dict", "error(s) in loading state_dict", "missing key*state_dict", "size mismatch for", "no module or parameter named", "not initialized from checkpoint", "keyerror: 'layers.", "keyerror: 'model.layers", "missing tensor '", "has wrong shape",
         "?attempted to load weight", "?shape mismatch",
         "unsupported lora weight", "parameters not in model", "unable to find tensor", "expected shape*but got", "lora arch mismatch", "keyerror: & .weight", "keyerror: & weight_",
         "@, in load_weights", "@, in weight_loader", "@/weight_utils.py",
         "mismatch between text model", "wrong mmproj", "cannot find tensor", "weight*does not exist", "tensor*does not exist", "?tensor*not found", "?missing weight", "?weight*not found", "?unexpected weight",
         "not in model file", "?version from file failed",
         "weights only load failed", "?could not find model."]
        [Upgrade("{engine}"), Switch(TrustCode)];
    AttentionUnsupported Root "This engine or GPU does not support the model's kind of attention."
        ["attention_sink !{", "attention sink", "sliding*window*not supported", "sliding_window*incompatible", "not support*sliding window", "sinks*not supported", "sinks are only supported", "only supported in flashattention", "head size*not supported", "head_size*not supported", "no valid attention backend", "selected backend*is not valid", "attention backend*not support",
         "attention*backend requires", "flashattention*requires", "flash attention*requires", "flashattention only supports"]
        [Remove("--attention-backend"), Upgrade("{engine}")];
    Tokenizer Root "The model's tokenizer is missing or cannot be loaded."
        ["instantiate the backend tokenizer", "can't load tokenizer", "failed to load*tokenizer", "tokenizer class*does not exist", "tokenizer*no such file", "sentencepiece or tiktoken", "tokenizer.model*not found", "untagged enum modelwrapper",
         "cannot find tokenizer", "must encode to exactly one token", "?error loading model vocabulary",
         "@/transformers/tokenization", "@/transformers/convert_slow", "@/tokenizers/", "@/transformers_utils/tokenizer",
         "instantiate this tokenizer", "?no tokenizer", "?could not load*tokenizer", "?loading tokenizer"] [Install("sentencepiece"), Upgrade("tokenizers"), Download];
    ModelNotFound Root "There is no such model: check its name, or the path."
        ["does not appear to have a file named", "not a valid model identifier", "not a local folder", "repository not found", "repositorynotfound", "repo id must be", "hfvalidationerror", "failed to open gguf !permission denied", "illegal split file", "cannot find any model weights", "no adapter found", "no such file or directory*model", "model*no such file or directory",
         "model path*not exist", "path_or_model_id", "invalid repository id", "model*does not exist !weight !tensor", "no config.json", "config.json*not found", "revisionnotfound", "no such file or directory*.gguf", "?entrynotfound", "?404 client error", "?not a valid model", "?cannot find model", "?model file*not found", "?failed to load*config for model", "?no such file or directory*safetensors",
         "no file named*found in directory", "can't load image processor", "can't load feature extractor", "can't load processor", "no safetensors found", "no supported config format found", "no such model",
         "cannot find*model file", "?revision*not found", "tag is not available", "?response code: 404", "?http 404", "?status: 404", "?could not find*model !model.",
         "?no such*model", "?model*doesn't exist", "?model not found", "not found in repository"]
        [OtherModel("with the right name"), Download];
    // What is only seen roughly
    CudaCrash General "The GPU stopped in the middle of a calculation."
        ["illegal memory access", "device-side assert", "unspecified launch failure", "cudnn_status", "cublas_status", "cuda kernel errors", "memory access fault by gpu", "?cuda error", "?hip error",
         "device lost", "device_lost", "devicelost", "?failed to run cutlass", "?sycl error", "?rocm error",
         "?running gemm", "?command buffer execution failed"] [Switch(Eager), Upgrade("{engine}")];
    Unauthorized General "The server of the models wants to know who asks." ["?401 unauthorized", "?401 client error", "?invalid username or password",
         "?=unauthorized", "?need to be signed in", "?realm host",
         "?status: 401", "?status code 401", "?response code: 401"] [SetToken, OpenModel];
    NotExecutable General "The program may not be executed, or is made for another kind of machine." ["exec format error", "cannot execute binary", "bad cpu type"] [CheckEnvironment];
    PermissionDenied General "A file may not be read or written by this user." ["?permission denied", "?errno 13]", "?eacces", "?operation not permitted !ptrace", "read-only file system",
         "?permissionerror"] [Note("Check whose the file is", "Model and cache directories have to be the serving user's.")];
    FileNotFound General "A file or directory is not there." ["?no such file or directory", "?filenotfounderror", "?errno 2]", "?file not found"] [Note("Check the path", "Paths are looked up on the host where it runs.")];
    IllegalInstruction General "The host's processor lacks instructions that this build uses." ["illegal instruction", "sigill", "failed core proc(s)*: -4",
         "with signal 4 ",
         "cpu does not support", "?processor does not support", "?requires avx"] [OtherEngine("a build for older processors"), OtherHost];
    Segfault General "The program crashed inside its own code (segmentation fault)." ["segmentation fault", "sigsegv", "segfault", "failed core proc(s)*: -11",
         "with signal 11 "] [Upgrade("{engine}"), Switch(Eager)];
    ModelLoadFailed General "The model could not be loaded." ["??failed to load model", "??error loading model", "??unable to load model", "??failed to create context", "??error during model loading",
         "??failed to create llama_context",
         "??load tensors*failed", "??could not load model", "??loading*failed"] [Download, Shorter];
    Killed General "Something ended it with SIGKILL, most often the kernel when memory runs short."
        ["?=killed", "? killed  ", "?exit code -9", "?exit code: -9", "?exitcode: -9", "?exitcode -9", "?signal 9", "?sigkill", "?failed core proc(s)*: -9",
         "?signal: killed"] [Shorter, OtherModel("a smaller or more quantized one")];
    // Consequences
    RunnerFailed Consequence "Ollama's runner ended; what it wrote before says why." ["runner process has terminated", "runner process no longer running", "error loading llama server",
         "timed out waiting for llama", "do load request", "server process has terminated", "?post predict", "unexpected server status"] [OtherModel("another one, to compare"), Upgrade("ollama")];
    EngineCoreFailed Consequence "The engine's core failed: {exception|what it wrote before says why}."
        ["engine core initialization failed", "enginecore failed to start", "enginedeaderror", "enginecore encountered", "engine process failed to start", "worker*died unexpectedly", "engine core proc", "scheduler hit an exception", "rank*could not finish the model loading",
         "workerproc initialization failed", "workerproc failed to start", "child process*failed", "waiting for engine core processes", "timed out waiting for engines",
         "shard*failed to start", "shardcannotstart"]
        [Switch(Eager), Shorter, Less(GpuShare)];
    // What only the end tells
    WrongBackend End "{engine} cannot run a model that is quantized as {quantization|this one is}." [] [OtherModel("the GGUF of it"), OtherEngine("vLLM or SGLang")];
    Traceback End "It ended with an error in Python: {exception|see the traceback}." [] [Upgrade("{engine}")];
    Terminated End "Something outside asked it to end ({signal|SIGTERM})." [] [];
    Aborted End "The program gave up inside its own code (SIGABRT)." [] [Upgrade("{engine}")];
    BuildStopped End "Building llama.cpp stopped before it was done." [] [Note("Look at the last lines", "A compiler or a library may be missing.")];
    EndedEarly End "It ended before it could be used, and did not say why." [] [Note("Look at the last lines", "Or relaunch with more detail (`--verbose`, VLLM_LOGGING_LEVEL=DEBUG).")];
    EndedLater End "It ended while it was serving, and did not say why." [] [Note("Look at the last lines", "And at the host's own log: `dmesg`, `journalctl -k`.")];
}
