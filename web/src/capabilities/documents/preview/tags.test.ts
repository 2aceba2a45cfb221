import { expect, test } from 'vitest';
import { plainTags } from './tags';

test.for([
  ['<p title="a" onclick="b()" style=\'c\'>d</p>', '<p title="a">d</p>'],
  ['a<script>alert("<p>")</script>b<style>p{}', 'ab'],
  ['<!-- <p> --><DETAILS open><summary>More</summary>x</DETAILS>', '<details open=""><summary>More</summary>x</details>'],
  ['<svg onload=x><a href=x title="a>b">t</a></svg>', '<a href="x" title="a&#62;b">t</a>'],
  ['1 < 2 <p', '1 &lt; 2 &lt;p'],
  ['<img src=x onerror="y" / alt=\'"\'>', '<img src="x" alt="&#34;">'],
])('of %s only elements of text remain', ([given = '', left = '']) => {
  expect(plainTags(given)).toBe(left);
});
