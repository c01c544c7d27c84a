/** Tests as docs/testing.md has them, of an application as it has it. */
package org.example.shop;
