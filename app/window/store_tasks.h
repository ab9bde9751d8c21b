// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/store_location.h"

#include <QString>

namespace tidemark {

class LongTask;
class MainWindow;

// What File does with whole stores. Each returns at once; results come as messages.

void newStore(MainWindow &window);
void chooseStore(MainWindow &window);
/// Lets the person choose a file and backs the open store up to it.
void backUpStore(MainWindow &window);
/// Replaces what stands at `path`.
void backUpTo(MainWindow &window, const QString &path);
/// Shows how far a backup to `path` is by the size of the file that it fills.
void watchBackup(LongTask &task, const QString &path, qint64 expectedBytes);
/// Lets the person choose a backup for the store, also one that could not be opened.
void restoreStore(MainWindow &window);
/// Asks for confirmation, closes the store, puts the backup in its place and opens it again.
void restoreFrom(MainWindow &window, const QString &backup);
/// Opens the sample store; generates it when it has no records yet.
void openSample(MainWindow &window, const QString &path = sampleStorePath());
/// Removes the sample store with its backups and all memory of it.
void removeSample(MainWindow &window);

} // namespace tidemark
