import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command-line option that stands for one option of the builder. */
record OptionAlias(String builderOption, Kind kind, String value) {
    enum Kind {
        /** --name: switches the builder option on. */
        ON,
        /** --name: sets the builder option to a fixed value. */
        FIXED,
        /** --name=v, or --name alone where there is a default value. */
        VALUE,
        /** --name v or --name=v. */
        VALUE_OR_NEXT,
        /** -namev. */
        ATTACHED,
        /** --name=a,b: each element gets a suffix. */
        EACH_WITH_SUFFIX
    }

    private static final Map<String, OptionAlias> ALL = new LinkedHashMap<>();

    private static void alias(String name, String builderOption, Kind kind, String value) {
        ALL.put(name, new OptionAlias(builderOption, kind, value));
    }

    static {
        for (String[] on : new String[][]{{"--shared", "SharedLibrary"}, {"--static", "StaticExecutable"}, {"--static-nolibc", "StaticExecutableWithDynamicLibC"},
                        {"--enable-all-security-services", "EnableAllSecurityServices"}, {"--silent", "BuildOutputSilent"}, {"--native-image-info", "DumpTargetInfo"},
                        {"--install-exit-handlers", "InstallExitHandlers"}, {"--configure-reflection-metadata", "ConfigureReflectionMetadata"},
                        {"--list-modules", "ListModules"}, {"--list-cpu-features", "ListCPUFeatures"},
                        {"--report-unsupported-elements-at-runtime", "ReportUnsupportedElementsAtRuntime"},
                        {"--allow-incomplete-classpath", "AllowIncompleteClasspath"}, {"--strict-image-heap", "StrictImageHeap"},
                        {"-esa", "RuntimeSystemAssertions"}, {"-enablesystemassertions", "RuntimeSystemAssertions"}}) {
            alias(on[0], on[1], Kind.ON, null);
        }
        for (String[] fixed : new String[][]{{"--force-fallback", "FallbackThreshold", "10"}, {"--auto-fallback", "FallbackThreshold", "5"}, {"--no-fallback", "FallbackThreshold", "0"},
                        {"--enable-http", "EnableURLProtocols", "http"}, {"--enable-https", "EnableURLProtocols", "https"}, {"-g", "GenerateDebugInfo", "2"}}) {
            alias(fixed[0], fixed[1], Kind.FIXED, fixed[2]);
        }
        for (String[] value : new String[][]{{"--libc", "UseLibC", null}, {"--target", "TargetPlatform", null}, {"--trace-class-initialization", "TraceClassInitialization", null},
                        {"--trace-object-instantiation", "TraceObjectInstantiation", null}, {"--enable-url-protocols", "EnableURLProtocols", null}, {"--color", "Color", "always"},
                        {"--native-compiler-path", "CCompilerPath", null}, {"--native-compiler-options", "CCompilerOption", null},
                        {"--exact-reachability-metadata", "ThrowMissingRegistrationErrors", ""}, {"--exact-reachability-metadata-path", "ThrowMissingRegistrationErrorsPaths", null},
                        {"--future-defaults", "FutureDefaults", "<default-value>"}, {"--enable-monitoring", "EnableMonitoringFeatures", "<deprecated-default>"},
                        {"--features", "Features", null}, {"--link-at-build-time", "LinkAtBuildTime", ""}, {"--link-at-build-time-paths", "LinkAtBuildTimePaths", null},
                        {"-march", "MicroArchitecture", null}, {"--parallelism", "NumberOfThreads", null}, {"--gc", "SupportedGCs", null}}) {
            alias(value[0], value[1], Kind.VALUE, value[2]);
        }
        alias("-o", "Name", Kind.VALUE_OR_NEXT, null);
        alias("--add-exports", "AddExports", Kind.VALUE_OR_NEXT, null);
        alias("--add-opens", "AddOpens", Kind.VALUE_OR_NEXT, null);
        alias("--add-reads", "AddReads", Kind.VALUE_OR_NEXT, null);
        alias("--enable-native-access", "EnableNativeAccess", Kind.VALUE_OR_NEXT, null);
        alias("-O", "Optimize", Kind.ATTACHED, null);
        alias("--initialize-at-build-time", "ClassInitialization", Kind.EACH_WITH_SUFFIX, ":build_time");
        alias("--initialize-at-run-time", "ClassInitialization", Kind.EACH_WITH_SUFFIX, ":run_time");
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /** Takes the first of the arguments, with its value, where it is such an option; false where it is none. */
    static boolean apply(Deque<String> args, BuilderOptions options, String origin) {
        String arg = args.peek();
        int separator = arg.indexOf('=');
        String name = separator < 0 ? arg : arg.substring(0, separator);
        String value = separator < 0 ? null : arg.substring(separator + 1);
        OptionAlias alias = ALL.get(name);
        if (alias == null && arg.startsWith("-O") && arg.length() > 2) {
            args.poll();
            options.set("Optimize", arg.substring(2), origin);
            return true;
        }
        if (alias == null) {
            return false;
        }
        switch (alias.kind()) {
            case ON -> {
                if (value != null) {
                    return false;
                }
                options.add("-H:+" + alias.builderOption(), origin);
            }
            case FIXED -> {
                if (value != null) {
                    return false;
                }
                options.set(alias.builderOption(), alias.value(), origin);
            }
            case VALUE -> {
                if (value == null && alias.value() == null) {
                    throw new Stop(arg + " needs a value");
                }
                options.set(alias.builderOption(), value == null ? alias.value() : value, origin);
            }
            case VALUE_OR_NEXT -> {
                if (value == null) {
                    args.poll();
                    value = args.peek();
                    if (value == null) {
                        throw new Stop(arg + " needs a value");
                    }
                }
                options.set(alias.builderOption(), value, origin);
            }
            case EACH_WITH_SUFFIX -> {
                String elements = value == null ? "" : value;
                options.set(alias.builderOption(), Stream.of(elements.split(",", -1)).map(e -> e + alias.value()).collect(Collectors.joining(",")), origin);
            }
            default -> {
                return false;
            }
        }
        args.poll();
        return true;
    }
}
