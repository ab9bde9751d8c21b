// SPDX-License-Identifier: GPL-3.0-or-later
// What exports and imports never ask of a store.
#include "tests/services/exchange/memory_store.h"
#include "tests/services/exchange/ready_answers.h"

namespace tidemark::test {

QFuture<Result<std::vector<MetricSummary>>> MemoryStore::summaries(TimeWindow, int)
{
    return unsupported<std::vector<MetricSummary>>();
}
QFuture<Result<DefinitionPage>> MemoryStore::page(std::optional<QString>, int)
{
    return unsupported<DefinitionPage>();
}
QFuture<Result<SessionUidPage>> MemoryStore::sessionsByUid(std::optional<QString>, int)
{
    return unsupported<SessionUidPage>();
}
QFuture<Result<SessionOutcome>> MemoryStore::editSession(QString, SessionEdit)
{
    return unsupported<SessionOutcome>();
}
QFuture<Result<ChangeId>> MemoryStore::attachDevice(QString, QString, DevicePolicy)
{
    return unsupported<ChangeId>();
}
QFuture<Result<ChangeId>> MemoryStore::detachDevice(QString, QString)
{
    return unsupported<ChangeId>();
}
QFuture<Result<std::vector<Record>>> MemoryStore::recordsOf(QString, int)
{
    return unsupported<std::vector<Record>>();
}
QFuture<Result<Definition>> MemoryStore::find(QString)
{
    return unsupported<Definition>();
}
QFuture<Result<DefinitionOutcome>> MemoryStore::create(NewDefinition)
{
    return unsupported<DefinitionOutcome>();
}
QFuture<Result<EnsuredDefinitions>> MemoryStore::ensure(std::vector<NewDefinition>)
{
    return unsupported<EnsuredDefinitions>();
}
QFuture<Result<DefinitionOutcome>> MemoryStore::update(MetricId, DefinitionChange)
{
    return unsupported<DefinitionOutcome>();
}
QFuture<Result<ChangeId>> MemoryStore::remove(std::vector<MetricId>)
{
    return unsupported<ChangeId>();
}
QFuture<Result<ChangeId>> MemoryStore::archive(std::vector<MetricId>, bool)
{
    return unsupported<ChangeId>();
}
QFuture<Result<EntryOutcome>> MemoryStore::enter(ValueEntry)
{
    return unsupported<EntryOutcome>();
}
QFuture<Result<PublishResult>> MemoryStore::publish(PublishRequest)
{
    return unsupported<PublishResult>();
}
QFuture<Result<ChangeId>> MemoryStore::edit(std::vector<RecordEdit>, QString)
{
    return unsupported<ChangeId>();
}
QFuture<Result<ChangeId>> MemoryStore::remove(std::vector<RecordKey>, QString)
{
    return unsupported<ChangeId>();
}
QFuture<Result<std::vector<RecordRevision>>> MemoryStore::history(RecordKey)
{
    return unsupported<std::vector<RecordRevision>>();
}
QFuture<Result<std::vector<double>>> MemoryStore::lastValues(MetricId, int)
{
    return unsupported<std::vector<double>>();
}
QFuture<Result<Session>> MemoryStore::findSession(QString)
{
    return unsupported<Session>();
}
QFuture<Result<SessionOutcome>> MemoryStore::createSession(NewSession)
{
    return unsupported<SessionOutcome>();
}
QFuture<Result<SessionOutcome>> MemoryStore::updateSession(SessionId, SessionChange)
{
    return unsupported<SessionOutcome>();
}
QFuture<Result<ChangeId>> MemoryStore::removeSessions(std::vector<SessionId>)
{
    return unsupported<ChangeId>();
}
QFuture<Result<std::vector<Record>>> MemoryStore::recordsOf(SessionId)
{
    return unsupported<std::vector<Record>>();
}
QFuture<Result<QStringList>> MemoryStore::devices()
{
    return unsupported<QStringList>();
}
QFuture<Result<Aggregate>> MemoryStore::total(Selection, std::stop_token)
{
    return unsupported<Aggregate>();
}
QFuture<Result<std::optional<TimeWindow>>> MemoryStore::extent(std::vector<MetricId>, TimeFilter)
{
    return unsupported<std::optional<TimeWindow>>();
}

} // namespace tidemark::test
