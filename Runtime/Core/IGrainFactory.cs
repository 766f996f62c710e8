using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains and to observers. Making a reference calls nobody.</summary>
public interface IGrainFactory
{
    /// <summary>Refers to a grain with a GUID key.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Which class, by the beginning of its name, where several implement the interface.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey;

    /// <summary>Refers to a grain with an integer key.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="primaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">Which class, by the beginning of its name, where several implement the interface.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>Refers to a grain with a string key.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="primaryKey">The key, not empty.</param>
    /// <param name="grainClassNamePrefix">Which class, by the beginning of its name, where several implement the interface.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>Refers to a grain with a GUID and a string as key.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="primaryKey">The GUID.</param>
    /// <param name="keyExtension">The string.</param>
    /// <param name="grainClassNamePrefix">Which class, by the beginning of its name, where several implement the interface.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey;

    /// <summary>Refers to a grain with an integer and a string as key.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="primaryKey">The integer.</param>
    /// <param name="keyExtension">The string.</param>
    /// <param name="grainClassNamePrefix">Which class, by the beginning of its name, where several implement the interface.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey;

    /// <summary>Refers to an observer, so that grains can call it. Keep the observer alive: only the reference's owner does.</summary>
    /// <typeparam name="TGrainObserverInterface">The interface.</typeparam>
    /// <param name="obj">The observer.</param>
    /// <returns>The reference.</returns>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends what <see cref="CreateObjectReference"/> began.</summary>
    /// <typeparam name="TGrainObserverInterface">The interface.</typeparam>
    /// <param name="obj">The reference.</param>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Refers to a grain with a GUID key.</summary>
    /// <param name="grainInterfaceType">The interface.</param>
    /// <param name="grainPrimaryKey">The key.</param>
    /// <returns>The reference.</returns>
    IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey);

    /// <summary>Refers to a grain with an integer key.</summary>
    /// <param name="grainInterfaceType">The interface.</param>
    /// <param name="grainPrimaryKey">The key.</param>
    /// <returns>The reference.</returns>
    IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey);

    /// <summary>Refers to a grain with a string key.</summary>
    /// <param name="grainInterfaceType">The interface.</param>
    /// <param name="grainPrimaryKey">The key.</param>
    /// <returns>The reference.</returns>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>Refers to a grain with a GUID and a string as key.</summary>
    /// <param name="grainInterfaceType">The interface.</param>
    /// <param name="grainPrimaryKey">The GUID.</param>
    /// <param name="keyExtension">The string.</param>
    /// <returns>The reference.</returns>
    IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension);

    /// <summary>Refers to a grain with an integer and a string as key.</summary>
    /// <param name="grainInterfaceType">The interface.</param>
    /// <param name="grainPrimaryKey">The integer.</param>
    /// <param name="keyExtension">The string.</param>
    /// <returns>The reference.</returns>
    IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension);

    /// <summary>Refers to a grain by its identity.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="grainId">The identity.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>Refers to a grain by its identity, through no interface yet.</summary>
    /// <param name="grainId">The identity.</param>
    /// <returns>The reference.</returns>
    IAddressable GetGrain(GrainId grainId);

    /// <summary>Refers to a grain by its identity.</summary>
    /// <param name="grainId">The identity.</param>
    /// <param name="interfaceType">The interface.</param>
    /// <returns>The reference.</returns>
    IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType);

    /// <summary>Refers to a grain by its key.</summary>
    /// <param name="interfaceType">The interface.</param>
    /// <param name="grainKey">The key.</param>
    /// <returns>The reference.</returns>
    IAddressable GetGrain(Type interfaceType, IdSpan grainKey);

    /// <summary>Refers to a grain by its key.</summary>
    /// <param name="interfaceType">The interface.</param>
    /// <param name="grainKey">The key.</param>
    /// <param name="grainClassNamePrefix">Which class, by the beginning of its name, where several implement the interface.</param>
    /// <returns>The reference.</returns>
    IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix);
}
