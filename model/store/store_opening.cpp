// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_opening.h"

#include "model/core/logging.h"
#include "model/store/backup.h"
#include "model/store/file_steps.h"
#include "model/store/sql_error.h"
#include "model/store/store_gate.h"
#include "model/store/store_mark.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct OpeningText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Opening)
};

// What the file says about itself.
struct StoreFacts
{
    int version = 0;
    int oldestReader = 0;
    QString uid;
    OpenMarks marks;
    bool isChecked = false; ///< looked through, and sound
    QString damage;         ///< a sentence when a check found damage
};

QString walPath(const QString &path)
{
    return path % "-wal"_L1;
}

bool hasWal(const QString &path)
{
    return QFileInfo(walPath(path)).size() > 0;
}

Error notAStore(const QString &path)
{
    return {ErrorCode::Unsupported,
            OpeningText::tr("The file \"%1\" is not a Tidemark store. Choose another file.")
                .arg(QFileInfo(path).fileName()),
            {}};
}

// Garbage and empty files are told from databases by their first bytes.
Result<void> checkHeader(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return failure(notAStore(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::PermissionDenied,
                       OpeningText::tr("The store \"%1\" may not be read. Ask its owner for the "
                                       "right to read it.")
                           .arg(info.completeBaseName()),
                       file.errorString());
    static constexpr QByteArrayView kHeader("SQLite format 3\0", 16);
    if (file.read(kHeader.size()) != kHeader)
        return failure(damagedError(info.completeBaseName(), u"no SQLite header"_s));
    return {};
}

Result<StoreFacts> readFacts(Connection &connection)
{
    const auto application = connection.scalar(u"PRAGMA application_id"_s, "application_id"_L1);
    if (!application)
        return failure(application.error());
    if (application->toInt() != kApplicationId)
        return failure(notAStore(connection.path()));
    StoreFacts facts;
    const auto version = schemaVersion(connection);
    if (!version)
        return failure(version.error());
    facts.version = *version;
    if (facts.version < 1) // the first step of a store sets its application id and version at once
        return failure(
            damagedError(connection.storeName(), u"schema version %1"_s.arg(facts.version)));
    const auto uid = storeInfo(connection, info_key::kUid);
    if (!uid)
        return failure(uid.error());
    facts.uid = uid->value_or(QString());
    const auto marks = openMarks(connection);
    if (!marks)
        return failure(marks.error());
    facts.marks = *marks;
    const auto oldest = storeInfo(connection, info_key::kOldestReader);
    if (!oldest)
        return failure(oldest.error());
    facts.oldestReader = oldest->value_or(QString::number(facts.version)).toInt();
    return facts;
}

// A log that belongs to another store would be read into this one: each of its transactions
// rewrites the page that holds the store's uid.
Result<void> refuseForeignLog(const QString &path, const StoreFacts &facts)
{
    if (!hasWal(path))
        return {};
    auto alone = Connection::open({path, OpenMode::Immutable});
    if (!alone)
        return {};
    const auto own = readFacts(**alone);
    if (!own || own->uid == facts.uid)
        return {};
    return failure(
        ErrorCode::Damaged,
        OpeningText::tr("The file \"%1\" beside the store belongs to another store. Move "
                        "it away, then open the store again.")
            .arg(QFileInfo(walPath(path)).fileName()));
}

Result<StoreFacts> lookOnce(const QString &path)
{
    if (auto header = checkHeader(path); !header)
        return failure(header.error());
    auto connection = Connection::open({path, lookingMode(path)});
    if (!connection)
        return failure(connection.error());
    auto facts = readFacts(**connection);
    if (!facts)
        return facts;
    if (auto own = refuseForeignLog(path, *facts); !own)
        return failure(own.error());
    if (!facts->marks.isUnclean)
        return facts;
    qCInfo(lcStore) << "the store was not closed properly; checking it";
    const auto checked = quickCheck(**connection);
    facts->isChecked = checked.has_value();
    if (checked)
        return facts;
    if (checked.error().code != ErrorCode::Damaged)
        return failure(checked.error());
    qCWarning(lcStore) << "damaged store:" << checked.error().detail;
    facts->damage = checked.error().message;
    return facts;
}

// Another program that opens or closes the store at this moment makes or removes its log, which may
// fail a connection that was about to use it.
Result<StoreFacts> look(const QString &path)
{
    constexpr int kMoreLooks = 2;
    auto facts = lookOnce(path);
    for (int i = 0; i < kMoreLooks && !facts && facts.error().code != ErrorCode::Damaged &&
                    facts.error().code != ErrorCode::Unsupported;
         ++i)
        facts = lookOnce(path);
    return facts;
}

StoreAccess readOnlyAccess(const QString &path, const QString &reason)
{
    return {lookingMode(path), true, reason, false};
}

Result<StoreAccess> newerStore(const QString &path, const StoreFacts &facts)
{
    if (facts.oldestReader <= kSchemaVersion)
        return readOnlyAccess(
            path, OpeningText::tr("The store \"%1\" was made by a newer version of Tidemark "
                                  "(format %2, this one writes %3), so it can only be read. Update "
                                  "Tidemark to change it.")
                      .arg(QFileInfo(path).completeBaseName())
                      .arg(facts.version)
                      .arg(kSchemaVersion));
    return failure(ErrorCode::NewerSchema,
                   OpeningText::tr("The store \"%1\" was made by a newer version of Tidemark: it "
                                   "has format %2, this version reads up to %3. Update Tidemark to "
                                   "open it.")
                       .arg(QFileInfo(path).completeBaseName())
                       .arg(facts.version)
                       .arg(kSchemaVersion));
}

QString readOnlyReason(const StoreRequest &request)
{
    if (request.readOnly)
        return request.readOnlyReason.isEmpty()
                   ? OpeningText::tr("The store was opened for reading only.")
                   : request.readOnlyReason;
    if (!mayWrite(request.path))
        return OpeningText::tr("The file \"%1\" may not be written, so the store can only be read. "
                               "Save a copy to change it.")
            .arg(QFileInfo(request.path).fileName());
    const QString folder = QFileInfo(request.path).absolutePath();
    if (!mayWrite(folder))
        return OpeningText::tr("The folder \"%1\" may not be written, so the store can only be "
                               "read. Save a copy to change it.")
            .arg(folder);
    return {};
}

// `….new-<process>-<number>`: no two openings share one, and a dead process's can be told.
QString partPath(const QString &path)
{
    static std::atomic<int> counter = 0;
    return path % ".new-"_L1 % QString::number(QCoreApplication::applicationPid()) % '-'_L1 %
           QString::number(++counter);
}

void removeLeftovers(const QFileInfo &store)
{
    QDir folder = store.absoluteDir();
    const QString start = store.fileName() % ".new-"_L1;
    const QStringList names = folder.entryList(QDir::Files);
    for (const QString &name : names) {
        if (!name.startsWith(start))
            continue;
        const QString process = name.sliced(start.size()).section('-'_L1, 0, 0);
        const QString own = QString::number(QCoreApplication::applicationPid());
        bool isNumber = false;
        const qint64 number = process.toLongLong(&isNumber);
        if (process != own && !(isNumber && number > 0 && isProcessAlive(number)))
            folder.remove(name);
    }
}

// A new store appears whole: it is made under another name, then put in place.
Result<void> createStore(const StoreRequest &request, const MigrationProbe &probe)
{
    const QFileInfo info(request.path);
    if (!QDir().mkpath(info.absolutePath()))
        return failure(ErrorCode::PermissionDenied,
                       OpeningText::tr("The folder \"%1\" could not be created. Choose another "
                                       "place for the store.")
                           .arg(info.absolutePath()));
    removeLeftovers(info);
    const QString part = partPath(request.path);
    {
        auto connection = Connection::open({part, OpenMode::Create});
        if (!connection)
            return failure(connection.error());
        auto made = migrate(**connection, kSchemaVersion, probe).and_then([&] {
            return setStoreInfo(**connection, info_key::kSample,
                                request.isSample ? u"1"_s : u"0"_s);
        });
        if (made)
            made = (*connection)->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1);
        if (!made)
            return made;
    }
    const auto placed = putInFreePlace(part, request.path);
    if (!placed || !*placed)
        QFile::remove(part); // when another opener was first, its store is the one
    if (!placed)
        return failure(
            ErrorCode::Io,
            OpeningText::tr("The store \"%1\" could not be created. Choose another place "
                            "for it.")
                .arg(info.completeBaseName()),
            placed.error().detail);
    return {};
}

Result<void> update(const StoreRequest &request, const StoreFacts &facts,
                    const MigrationProbe &probe)
{
    auto connection = Connection::open({request.path, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    if (!facts.isChecked) {
        if (auto checked = quickCheck(**connection); !checked)
            return checked;
    }
    const QString backup = migrationBackupPath(request.path, facts.version);
    if (auto written = writeBackup(**connection, backup, true); !written)
        return failure(written.error());
    auto migrated = migrate(**connection, kSchemaVersion, probe);
    if (!migrated && migrated.error().code == ErrorCode::Internal) // tables not as the version says
        return failure(damagedError((*connection)->storeName(), migrated.error().detail));
    return migrated;
}

Result<StoreAccess> existingStore(const StoreRequest &request, const MigrationProbe &probe)
{
    const auto facts = look(request.path);
    if (!facts)
        return failure(facts.error());
    if (facts->version > kSchemaVersion)
        return newerStore(request.path, *facts);
    if (facts->version < kSchemaVersion && !facts->damage.isEmpty())
        return failure(ErrorCode::Damaged, facts->damage);
    const QString reason = facts->damage.isEmpty() ? readOnlyReason(request) : facts->damage;
    if (facts->version < kSchemaVersion && !reason.isEmpty())
        return failure(
            ErrorCode::ReadOnly,
            OpeningText::tr("The store \"%1\" was made by an older version and must be "
                            "updated first, but it can only be read. Copy it to a folder "
                            "of yours and open the copy.")
                .arg(QFileInfo(request.path).completeBaseName()));
    if (!reason.isEmpty())
        return readOnlyAccess(request.path, reason);
    if (facts->version < kSchemaVersion) {
        if (auto updated = update(request, *facts, probe); !updated)
            return failure(updated.error());
    }
    StoreAccess access;
    access.isChecked = facts->isChecked;
    return access;
}

// Nothing of it can be read, so that there is nothing to export either.
Error cannotBeOpened(const QString &name, const QString &detail)
{
    return {ErrorCode::Damaged,
            OpeningText::tr("The store \"%1\" is damaged so that it cannot be opened. Restore a "
                            "backup.")
                .arg(name),
            detail};
}

} // namespace

bool mayWrite(const QString &path)
{
#ifdef Q_OS_UNIX
    return ::faccessat(AT_FDCWD, QFile::encodeName(path).constData(), W_OK, AT_EACCESS) == 0;
#else
    return QFileInfo(path).isWritable();
#endif
}

// A command that ends beside a window leaves an empty log behind, into which the window writes on.
OpenMode lookingMode(const QString &path)
{
    if (hasWal(path))
        return OpenMode::ReadOnly;
    const bool hasLog = QFileInfo::exists(walPath(path));
    const bool hasIndex = QFileInfo::exists(path % "-shm"_L1);
    const bool canBeMade = mayWrite(QFileInfo(path).absolutePath());
    return (hasLog && hasIndex) || ((hasLog || hasIndex) && canBeMade) ? OpenMode::ReadOnly
                                                                       : OpenMode::Immutable;
}

Result<StoreAccess> prepareStore(const StoreRequest &request, const MigrationProbe &probe)
{
    if (!QFileInfo::exists(request.path)) {
        if (!request.mayCreate || request.readOnly)
            return failure(ErrorCode::NotFound,
                           OpeningText::tr("There is no store at \"%1\". Check the name, or create "
                                           "a new store.")
                               .arg(request.path));
        if (auto created = createStore(request, probe); !created)
            return failure(created.error());
    }
    auto access = existingStore(request, probe);
    const QString name = QFileInfo(request.path).completeBaseName();
    if (!access && access.error().message == damagedError(name, {}).message)
        access = failure(cannotBeOpened(name, access.error().detail));
    return access;
}

} // namespace tidemark::store
