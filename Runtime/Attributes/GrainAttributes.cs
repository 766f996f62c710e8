using System.Globalization;
using Orleans.Runtime;

namespace Orleans
{
    /// <summary>Names the grain type of a class, which otherwise follows from the name of the class.</summary>
    /// <param name="grainType">The name: the part of grain ids before the slash.</param>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute
    {
        private readonly GrainType _grainType = GrainType.Create(grainType);

        /// <summary>The grain type.</summary>
        /// <param name="services">Not used.</param>
        /// <param name="type">Not used.</param>
        /// <returns>The grain type.</returns>
        public GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
    }

    /// <summary>Activations of the class are never collected for being idle.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class KeepAliveAttribute : Attribute
    {
    }

    /// <summary>After how long without a call activations of the class are collected.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class CollectionAgeLimitAttribute : Attribute
    {
        /// <summary>The shortest age.</summary>
        public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

        private readonly TimeSpan? _age;

        /// <summary>Creates the attribute; the age is the sum of its properties.</summary>
        public CollectionAgeLimitAttribute()
        {
        }

        /// <summary>Creates the attribute.</summary>
        /// <param name="inactivityPeriod">The age, as <see cref="TimeSpan"/> reads it.</param>
        public CollectionAgeLimitAttribute(string inactivityPeriod) => _age = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

        /// <summary>Days of the age.</summary>
        public double Days { get; set; }

        /// <summary>Hours of the age.</summary>
        public double Hours { get; set; }

        /// <summary>Minutes of the age.</summary>
        public double Minutes { get; set; }

        /// <summary>Never collect.</summary>
        public bool AlwaysActive { get; set; }

        /// <summary>The age, at least <see cref="MinAgeLimit"/>.</summary>
        public TimeSpan AgeLimit
        {
            get
            {
                var age = _age ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
                return age < MinAgeLimit ? MinAgeLimit : age;
            }
        }
    }

    /// <summary>How long the caller of the method waits, in place of the configured time.</summary>
    /// <param name="timeout">The time, as <see cref="TimeSpan"/> reads it.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
    {
        /// <summary>The time.</summary>
        public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
    }
}

namespace Orleans.Metadata
{
    /// <summary>Names the grain type that calls through the interface go to, where several classes implement it.</summary>
    /// <param name="grainType">The grain type.</param>
    [AttributeUsage(AttributeTargets.Interface, AllowMultiple = false)]
    public sealed class DefaultGrainTypeAttribute(string grainType) : Attribute
    {
        internal GrainType GrainType { get; } = GrainType.Create(grainType);
    }
}
