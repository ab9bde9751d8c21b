// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark {

class MainWindow;

// What File does with whole stores. Each returns at once; results come as messages.

void newStore(MainWindow &window);
void chooseStore(MainWindow &window);
void backUpStore(MainWindow &window);
/// Asks for a backup, closes the store, puts the backup in its place and opens it again.
void restoreStore(MainWindow &window);
/// Opens the sample store; generates it when it has no records yet.
void openSample(MainWindow &window);
void removeSample(MainWindow &window);

} // namespace tidemark
