// Every bound of Sworn, in one place. Passing one is an error that states the number.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ledger/base/instant.h"

namespace sworn::limits {

// Entries (formats; frozen once format 1 is released).
inline constexpr std::size_t kMaxEntryBytes = 65'535;  // tlog-tiles bundles give lengths 16 bits
inline constexpr std::size_t kMaxSignedEventBytes = 60'000;  // leaves room for the prefix
inline constexpr std::size_t kMaxStreamsPerEntry = 16;
inline constexpr std::size_t kMaxStreamNameBytes = 96;
inline constexpr std::size_t kMaxSignersPerEvent = 8;
inline constexpr std::size_t kMaxExpectedRevisions = kMaxStreamsPerEntry;
inline constexpr std::size_t kMaxDocumentDigests = 32;
inline constexpr std::size_t kMaxSealedParts = 16;
inline constexpr std::size_t kMaxSealedContentBytes = 16 * 1024;  // each part
inline constexpr std::size_t kMaxIdentifierBytes = 64;  // officer, agency, course, … identifiers
inline constexpr std::size_t kMaxNameBytes = 200;       // titles and places
inline constexpr std::size_t kMaxTextBytes = 4'000;     // reasons and free text
inline constexpr std::size_t kMaxListItems = 256;  // any repeated field without a bound of its own
inline constexpr std::size_t kMaxMessageDepth = 16;
inline constexpr std::uint32_t kMaxBatchEvents = 4'096;

// A claim's life: not_after lies at most this far behind recorded-at.
inline constexpr Duration kMaxNotAfterAhead = Duration::Days(90);

// The clock rule.
inline constexpr Duration kMaxClockAdvance = Duration::Seconds(5);
inline constexpr Duration kMaxClockBehindAtStart = Duration::Seconds(5);
inline constexpr Duration kMaxClockAheadAtStart = Duration::Days(30);

// The sequencer.
inline constexpr std::size_t kMaxGroupEvents = 1'024;  // one atomic, synced write
inline constexpr std::size_t kMaxGroupBytes = 8 * 1024 * 1024;
inline constexpr std::size_t kMaxQueuedEvents = 16'384;
inline constexpr std::size_t kMaxQueuedBytes = 64 * 1024 * 1024;

// The service.
inline constexpr std::size_t kMaxMessageBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxEventsPerAppendMessage = 1'000;
inline constexpr std::size_t kMaxEntriesPerPage = 1'000;
inline constexpr std::size_t kMaxPageBytes = 3 * 1024 * 1024;
inline constexpr std::size_t kMaxOpenStreams = 256;
inline constexpr std::size_t kMaxAppendMessagesInFlight = 4;  // of one stream
inline constexpr std::size_t kMaxReplyBytes = 16 * 1024 * 1024;
inline constexpr std::size_t kMaxTailMessageBytes = 1024 * 1024;
inline constexpr std::size_t kMaxQueuedReads = 4'096;  // calls that wait for a thread
inline constexpr int kMaxConcurrentCallsPerConnection = 1'024;
// How long a call without a deadline waits for a projection or an entry.
inline constexpr Duration kDefaultQueryTimeout = Duration::Seconds(10);

// Queries.
inline constexpr std::size_t kMaxEntriesPerOfficer = 100'000;
inline constexpr std::size_t kMaxExplanationNodes = 10'000;

}  // namespace sworn::limits
