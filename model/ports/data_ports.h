// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark {

class AccessStore;
class AggregateReader;
class ChangeJournal;
class DeviceStore;
class FileContributions;
class LineReader;
class MetricCatalog;
class MetricMerger;
class MirrorStore;
class OutboxStore;
class RecordStore;
class SeriesStore;
class SessionStore;
class SourceStore;
class StoreAdmin;
class StoreEvents;

/// The open store as its users see it, for one organisation: loans that live as long as the store.
/// All are set.
struct DataPorts
{
    MetricCatalog *catalog = nullptr;
    MetricMerger *merger = nullptr;
    SessionStore *sessions = nullptr;
    DeviceStore *devices = nullptr;
    FileContributions *files = nullptr;
    RecordStore *records = nullptr;
    AggregateReader *aggregates = nullptr;
    LineReader *lines = nullptr;
    SeriesStore *series = nullptr;
    ChangeJournal *journal = nullptr;
    SourceStore *sources = nullptr;
    OutboxStore *outbox = nullptr;
    MirrorStore *mirror = nullptr;
    StoreAdmin *admin = nullptr;
    StoreEvents *events = nullptr;
};

} // namespace tidemark
